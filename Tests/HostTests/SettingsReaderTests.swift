// SPDX-License-Identifier: Apache-2.0

import Foundation
import LMStudio
import Logging
import TestSupport
import Testing
import ToolModel

@testable import Host

/// One arrangement of sources and what comes of it.
struct SettingsCase: Sendable, CustomTestStringConvertible {
    var name: String
    var options: [String: String] = [:]
    var environment: [String: String] = [:]
    /// Files in the working folder by name.
    var files: [String: String] = [:]
    var config: String?

    var testDescription: String { name }

    /// Reads the settings in a folder made for it; `HOME` is that folder.
    func settings() async throws -> HostSettings {
        try await withTemporaryFolder { folder in
            for (name, text) in files {
                let file = URL(filePath: folder).appending(path: name)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true
                )
                try Data(text.utf8).write(to: file)
            }
            let reader = try await SettingsReader(
                options: options, file: config, environment: ["HOME": folder].merging(environment) { $1 },
                workingFolder: folder
            )
            return try HostSettings(reader)
        }
    }
}

@Suite struct SettingsReaderTests {
    @Test(arguments: [
        (SettingsCase(name: "defaults"), 3000),
        (SettingsCase(name: "json file", files: ["toolhost.json": #"{"port": 4001}"#]), 4001),
        (SettingsCase(name: "json text", files: ["toolhost.json": #"{"port": "4001"}"#]), 4001),
        (SettingsCase(name: "yaml file", files: ["toolhost.yaml": "port: 4002\n"]), 4002),
        (
            SettingsCase(
                name: "yaml before json",
                files: ["toolhost.yaml": "port: 1", "toolhost.json": "{\"port\": 2}"]), 1
        ),
        (SettingsCase(name: "empty yaml", files: ["toolhost.yaml": ""]), 3000),
        (SettingsCase(name: "yaml of comments", files: ["toolhost.yaml": "# nothing yet\n"]), 3000),
        (
            SettingsCase(
                name: "named file", files: ["other.yaml": "port: 5", "toolhost.yaml": "port: 6"],
                config: "other.yaml"), 5
        ),
        (SettingsCase(name: "named in home", files: ["other.yaml": "port: 5"], config: "~/other.yaml"), 5),
        (SettingsCase(name: "XDG folder", files: [".config/toolhost/toolhost.yaml": "port: 7"]), 7),
        (
            SettingsCase(
                name: "dot env over file", files: [".env": "PORT=4003\n", "toolhost.yaml": "port: 1"]), 4003
        ),
        (SettingsCase(name: "quoted dot env", files: [".env": "PORT=\"4003\"\n"]), 4003),
        (
            SettingsCase(
                name: "environment over dot env", environment: ["PORT": "4004"], files: [".env": "PORT=4003"]),
            4004
        ),
        (
            SettingsCase(name: "option over all", options: ["port": "4005"], environment: ["PORT": "4004"]),
            4005
        ),
        (
            SettingsCase(
                name: "empty counts as unset", environment: ["PORT": ""], files: [".env": "PORT=4003"]), 4003
        ),
    ])
    func `the nearer source wins`(arrangement: SettingsCase, port: Int) async throws {
        #expect(try await arrangement.settings().port == port)
    }

    @Test(arguments: [
        (
            SettingsCase(name: "option", options: ["port": "x"]),
            "--port (command line) is \"x\": expected a whole number from 0 to 65535."
        ),
        (
            SettingsCase(name: "environment", environment: ["PORT": "65536"]),
            "PORT (environment) is \"65536\": expected a whole number from 0 to 65535."
        ),
        (
            SettingsCase(name: "dot env", files: [".env": "MAX_TURNS=0"]),
            "MAX_TURNS (.env) is \"0\": expected a whole number from 1 to 1000."
        ),
        (
            SettingsCase(
                name: "yaml line", files: ["toolhost.yaml": "host: localhost\nlmStudio:\n  timeout: 5\n"]),
            "lmStudio.timeout (toolhost.yaml, line 3) is \"5\": expected a duration with its unit, such as 30s or 500ms, of at most 24h."
        ),
        (
            SettingsCase(name: "json", files: ["toolhost.json": #"{"autoExecute": "maybe"}"#]),
            "autoExecute (toolhost.json) is \"maybe\": expected true or false."
        ),
        (
            SettingsCase(name: "list for a value", files: ["toolhost.yaml": "port: [1, 2]"]),
            "port (toolhost.yaml, line 1) is unusable: expected a whole number from 0 to 65535."
        ),
        (
            SettingsCase(name: "choice", environment: ["TOOL_FORMAT": "xml"]),
            "TOOL_FORMAT (environment) is \"xml\": expected one of auto, native, action_json, hermes, lmstudio, llama3_json, "
                + "mistral, harmony, qwen3_coder, pythonic."
        ),
        (
            SettingsCase(name: "upstream", options: ["lmStudio.url": "localhost"]),
            "--upstream (command line) is \"localhost\": expected http or https URLs, demo or auto."
        ),
        (
            SettingsCase(name: "hosts", environment: ["FETCH_ALLOW_PRIVATE": "localhost, http://nas"]),
            "FETCH_ALLOW_PRIVATE (environment) is \"localhost, http://nas\": expected hosts, addresses or ranges such as nas.local:8080, 192.168.1.10 or 10.0.0.0/8."
        ),
        (
            SettingsCase(name: "URL", environment: ["SEARXNG_URL": "localhost:8888"]),
            "SEARXNG_URL (environment) is \"localhost:8888\": expected an http or https URL."
        ),
        (
            SettingsCase(
                name: "unknown yaml key", files: ["toolhost.yaml": "port: 1\nlmStudio:\n  modle: x\n"]),
            "\"lmStudio.modle\" (toolhost.yaml, line 3) is no setting."
        ),
        (
            SettingsCase(name: "unknown json key", files: ["toolhost.json": #"{"prot": 1}"#]),
            "\"prot\" (toolhost.json) is no setting."
        ),
        (
            SettingsCase(
                name: "a group where a value is due", files: ["toolhost.yaml": "port:\n  number: 1\n"]),
            "\"port.number\" (toolhost.yaml, line 2) is no setting."
        ),
        (SettingsCase(name: "missing file", config: "none.yaml"), "There is no file none.yaml."),
        (
            SettingsCase(name: "yaml list", files: ["toolhost.yaml": "- port\n"]),
            "toolhost.yaml cannot be read: it holds no keys and values."
        ),
        (
            SettingsCase(name: "json array", files: ["toolhost.json": "[]"]),
            "toolhost.json cannot be read: it is not a JSON object."
        ),
        (
            SettingsCase(name: "open without key", environment: ["HOST": "0.0.0.0"]),
            "HOST is 0.0.0.0, which other machines may reach, and API_KEY is not set."
        ),
    ])
    func `a bad source is named with its place`(arrangement: SettingsCase, message: String) async throws {
        let error = await #expect(throws: SettingsError.self) { try await arrangement.settings() }
        #expect(error?.message == message)
    }

    @Test(arguments: [
        SettingsCase(name: "yaml syntax", files: ["toolhost.yaml": "a: b: c"]),
        SettingsCase(name: "yaml tab", files: ["toolhost.yaml": "a:\n\t- b"]),
        SettingsCase(name: "same key twice in yaml", files: ["toolhost.yaml": "port: 1\nport: 2"]),
        SettingsCase(name: "json syntax", files: ["toolhost.json": "{"]),
        SettingsCase(name: "same key twice in json", files: ["toolhost.json": #"{"port":1,"port":2}"#]),
        SettingsCase(
            name: "huge",
            files: ["toolhost.yaml": String(repeating: "#", count: SettingsFile.largestBytes + 1)]),
    ])
    func `a file that cannot be read stops the start`(arrangement: SettingsCase) async throws {
        let error = await #expect(throws: SettingsError.self) { try await arrangement.settings() }
        #expect(error?.code == "settings_file_unreadable")
        #expect(error?.message.contains("toolhost.") == true)
    }

    @Test func `a typo gets the nearest key`() async throws {
        let arrangement = SettingsCase(name: "typo", files: ["toolhost.yaml": "prot: 1"])
        let error = await #expect(throws: SettingsError.self) { try await arrangement.settings() }
        #expect(error?.hint == "Did you mean \"port\"?")
    }

    @Test func `a secret is not shown`() async throws {
        let arrangement = SettingsCase(name: "secret", files: ["toolhost.yaml": "apiKey: [hidden]"])
        let error = await #expect(throws: SettingsError.self) { try await arrangement.settings() }
        #expect(error?.message.contains("hidden") == false)
    }

    @Test(arguments: ["localhost", "127.0.0.1", "::1", "LOCALHOST"])
    func `this machine alone needs no key`(host: String) async throws {
        #expect(try await SettingsCase(name: host, environment: ["HOST": host]).settings().host == host)
    }

    @Test func `other machines need one`() async throws {
        let arrangement = SettingsCase(name: "open", environment: ["HOST": "0.0.0.0", "API_KEY": "k"])
        #expect(try await arrangement.settings().apiKey == "k")
    }

    @Test func `every value arrives`() async throws {
        let arrangement = SettingsCase(
            name: "all",
            environment: [
                "LM_STUDIO_URL": "demo", "LM_STUDIO_MODEL": "m", "LM_STUDIO_API_KEY": "s",
                "LM_STUDIO_CONNECT_TIMEOUT": "1s", "LM_STUDIO_FIRST_BYTE_TIMEOUT": "2s",
                "LM_STUDIO_TIMEOUT": "3s",
                "LM_STUDIO_RETRY_ATTEMPTS": "4", "LM_STUDIO_RETRY_DELAY": "5ms", "SANDBOX_DIR": "/box",
                "PLUGINS_DIR": "/p:/q", "TOOL_TIMEOUT": "6s", "TOOL_FORMAT": "hermes", "AUTO_EXECUTE": "yes",
                "MAX_TURNS": "7", "LOG_LEVEL": "warning", "LOG_FORMAT": "json",
            ]
        )
        let settings = try await arrangement.settings()
        let upstream = HostSettings.Upstream(
            choice: .demo, model: "m", apiKey: "s", connectTimeout: .seconds(1),
            firstByteTimeout: .seconds(2),
            silenceTimeout: .seconds(3), retryAttempts: 4, retryDelay: .milliseconds(5)
        )
        #expect(settings.upstream == upstream)
        #expect(settings.sandbox == "/box")
        #expect(settings.pluginFolders == ["/p", "/q"])
        #expect(settings.toolTimeout == .seconds(6))
        #expect(settings.toolFormat == .hermes)
        #expect(settings.autoExecute)
        #expect(settings.maxTurns == 7)
        #expect(settings.logLevel == .warning)
        #expect(settings.logFormat == .json)
    }

    @Test(arguments: [
        (SettingsCase(name: "nothing set", options: ["lmStudio.url": "auto"]), "http://localhost:1234"),
        (
            SettingsCase(
                name: "named in the environment", options: ["lmStudio.url": "auto"],
                environment: ["LM_STUDIO_URL": "http://other:1"],
                files: ["toolhost.yaml": "lmStudio: {url: 'http://third:1'}"]
            ),
            "http://other:1"
        ),
    ])
    func `auto tries the server that is named otherwise`(arrangement: SettingsCase, url: String) async throws
    {
        #expect(try await arrangement.settings().upstream.choice == .auto(try UpstreamURL.list(url)))
    }

    @Test func `plugins default to the XDG data folder`() async throws {
        let arrangement = SettingsCase(name: "data", environment: ["XDG_DATA_HOME": "/data"])
        #expect(try await arrangement.settings().pluginFolders == ["/data/toolhost/plugins"])
    }

    @Test func `the tools that reach the net find their settings under their own names`() async throws {
        let environment = [
            "FETCH_ALLOW_PRIVATE": "nas.local:8080 10.0.0.0/8,[::1]",
            "SEARXNG_URL": "http://localhost:8888/searx",
            "BRAVE_API_KEY": "key",
        ]
        let settings = try await SettingsCase(name: "net", environment: environment).settings()
        #expect(
            settings.net.values == [
                "fetch.allowPrivate": "nas.local:8080 10.0.0.0/8,[::1]",
                "searxng.url": "http://localhost:8888/searx",
                "brave.apiKey": "key",
            ])
        #expect(try await SettingsCase(name: "none").settings().net.values.isEmpty)
    }
}
