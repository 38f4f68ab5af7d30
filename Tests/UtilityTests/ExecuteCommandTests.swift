// SPDX-License-Identifier: Apache-2.0

import Confinement
import Diagnostics
import Foundation
import JSON
import Testing
import ToolKit

@testable import Utility

@Suite struct ExecuteCommandTests {
    // MARK: - What runs

    @Test func `a command's output is the result`() async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            try sandbox.file("a.txt", "one\ntwo\n")
            try sandbox.file("b/c.txt", "three\n")
            let listed = try sandbox.run("ls", ["-1"])
            #expect(listed.text.hasPrefix("a.txt\nb"))
            #expect(listed.stdout == "a.txt\nb\n")
            #expect(listed.stderr == "")
            #expect(listed.exitCode == 0)
            #expect(listed.structured?["truncated"] == .bool(false))
            #expect(try sandbox.run("wc", ["-l", "a.txt"]).stdout == "2 a.txt\n")
            #expect(try sandbox.run("pwd").stdout == "\(sandbox.path)\n")
            #expect(try sandbox.run("cat", ["c.txt"], ["workingDirectory": "b"]).stdout == "three\n")
            #expect(try sandbox.run("sort", ["-r"], ["stdin": "a\nb\n"]).stdout == "b\na\n")
            #expect(try sandbox.run("/usr/bin/echo", ["hi"]).stdout == "hi\n")
            try sandbox.expectUntouched()
        }
    }

    /// Every usual command that this machine has does its work although it is confined.
    @Test(arguments: [
        ("ls", ["-la"], "a.txt"), ("pwd", [], "/sandbox"), ("date", ["+%Y"], "20"),
        ("echo", ["hi"], "hi"), ("cat", ["a.txt"], "two"), ("head", ["-n1", "a.txt"], "one"),
        ("tail", ["-n1", "a.txt"], "two"), ("wc", ["-c", "a.txt"], "8"),
        ("sort", ["-r", "a.txt"], "two\none"),
        ("uniq", ["a.txt"], "one"), ("cut", ["-c1", "a.txt"], "o\nt"), ("tr", ["a-z", "A-Z"], ""),
        ("grep", ["tw", "a.txt"], "two"), ("find", [".", "-name", "*.txt"], "./a.txt"),
        ("which", ["ls"], "bin/ls"),
        ("du", ["-a", "."], "./a.txt"), ("df", ["."], "%"), ("uname", ["-s"], "Linux"), ("id", ["-u"], ""),
        ("uptime", [], "load average"), ("free", ["-b"], "Mem:"), ("ps", ["-e"], "PID"),
    ])
    func `a usual command works`(name: String, arguments: [String], says: String) async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            try sandbox.file("a.txt", "one\ntwo\n")
            let command = try CommandAllowance(extra: nil).command(name)
            guard CommandAllowance.path(of: command) != nil else {
                #expect(try sandbox.refusal(name, arguments).code == "command_not_installed")
                return
            }
            let output = try sandbox.run(name, arguments)
            #expect(output.exitCode == 0, "\(output.text)")
            #expect(says.isEmpty || output.stdout.contains(says), "\(output.text)")
        }
    }

    /// As it is without confinement, whatever this machine knows of its user.
    @Test(arguments: ["whoami", "id", "groups"])
    func `who runs it is known by name`(name: String) async throws {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/\(name)")
        process.environment = ["LANG": "C.UTF-8"]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try await CommandSandbox.with { (sandbox) async throws in
            let confined = try sandbox.run(name)
            #expect(confined.stdout == text)
            #expect(confined.exitCode == Int(process.terminationStatus))
        }
    }

    @Test func `a failing command gives its exit code and what it said`() async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            let output = try sandbox.run("cat", ["missing"])
            #expect(output.exitCode == 1)
            #expect(output.text.contains("stderr:\ncat: missing: No such file"))
            #expect(output.text.contains("exit code 1"))
            #expect(try sandbox.run("grep", ["x"], ["stdin": "y\n"]).text.hasPrefix("exit code 1"))
            #expect(try sandbox.run("cat", [], ["stdin": ""]).text.hasPrefix("(no output)"))
        }
    }

    @Test func `the environment is the tool's own`() async throws {
        try await CommandSandbox.with(settings: ["exec.allow": "env"]) { (sandbox) async throws in
            let names = try sandbox.run("env").stdout.split(separator: "\n").map { $0.prefix { $0 != "=" } }
            #expect(names.sorted() == ["GIT_CONFIG_NOSYSTEM", "HOME", "LANG", "PATH", "TERM", "TMPDIR"])
        }
    }

    // MARK: - Output

    @Test func `long output keeps its beginning and its end`() async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            try sandbox.file("long.txt", (0..<50_000).map { "línea \($0)\n" }.joined())
            let output = try sandbox.run("cat", ["long.txt"])
            #expect(output.structured?["truncated"] == .bool(true))
            #expect(output.stdout.hasPrefix("línea 0\n"))
            #expect(output.stdout.hasSuffix("línea 49999\n"))
            #expect(output.stdout.contains("bytes left out …]"))
            #expect(output.structured?["replacedBytes"] == nil)
            let total = try sandbox.content("long.txt").utf8.count
            #expect(
                output.structured?["stdoutOmittedBytes"]
                    == JSONValue(total - 2 * CommandLimits.keptHalfBytes))
            #expect(output.text.utf8.count < 2 * CommandLimits.keptHalfBytes + 200)
        }
    }

    @Test(arguments: 0...8)
    func `a character that the cut splits is left out`(shift: Int) async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            let text = String(repeating: "x", count: shift) + String(repeating: "🙂", count: 40_000)
            try sandbox.file("long.txt", text)
            let output = try sandbox.run("cat", ["long.txt"])
            #expect(!output.stdout.contains("\u{FFFD}"))
            #expect(output.structured?["replacedBytes"] == nil)
        }
    }

    @Test func `bytes that are no UTF-8 are replaced and told`() async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            try Data([0x61, 0xFF, 0xFE, 0x0A]).write(to: URL(filePath: sandbox.path + "/raw"))
            let output = try sandbox.run("cat", ["raw"])
            #expect(output.stdout == "a\u{FFFD}\u{FFFD}\n")
            #expect(output.structured?["replacedBytes"] == .bool(true))
        }
    }

    // MARK: - Endings

    @Test func `a command that takes too long is stopped`() async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            try sandbox.file("log", "first\n")
            let refusal = try sandbox.refusal("tail", ["-f", "log"], ["timeout": 300])
            #expect(refusal.code == "command_timeout")
            #expect(refusal.message.contains("'tail' was stopped after 300 ms"))
            #expect(refusal.message.contains("first"))
            #expect(refusal.hint?.contains("timeout") == true)
            try sandbox.expectUntouched()
        }
    }

    @Test func `a call that nobody waits for ends the command`() async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            try sandbox.file("log", "first\n")
            let tool = try #require(Plugin.utility["executeCommand"])
            let context = ToolContext.testing(
                sandbox: sandbox.path, cache: sandbox.outside + "/cache", isCancelled: { true })
            #expect(throws: CancellationError.self) {
                try tool.call(["command": "tail", "args": ["-f", "log"]], context: context)
            }
            try sandbox.expectUntouched()
        }
    }

    // MARK: - Refusals

    @Test(arguments: [
        ("rm", "command_not_allowed", "deleteFile"), ("bash", "command_not_allowed", "no shell"),
        ("./ls", "command_not_allowed", "EXEC_ALLOW"), ("/tmp/ls", "command_not_allowed", "EXEC_ALLOW"),
        ("/sbin/../bin/ls", "command_not_allowed", "EXEC_ALLOW"), ("LS", "command_not_allowed", "EXEC_ALLOW"),
        ("ls\n", "command_not_allowed", "EXEC_ALLOW"), ("-c", "command_not_allowed", "EXEC_ALLOW"),
        ("ls -la docs", "invalid_arguments", "args [\"-la\", \"docs\"]"),
        ("ls; rm -rf .", "command_not_allowed", "EXEC_ALLOW"),
    ])
    func `what is not on the list is refused`(command: String, code: String, hint: String) async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            let refusal = try sandbox.refusal(command)
            #expect(refusal.code == code)
            #expect(refusal.hint?.contains(hint) == true, "\(refusal.hint ?? "")")
        }
    }

    @Test func `the refusal names what is allowed`() async throws {
        try await CommandSandbox.with(settings: ["exec.allow": "git"]) { (sandbox) async throws in
            #expect(
                try sandbox.refusal("rm").message
                    == "The command 'rm' is not allowed. Allowed are: ls, pwd, whoami, date, echo, cat, head, "
                    + "tail, wc, sort, uniq, cut, tr, grep, find, which, du, df, uname, id, groups, uptime, free, "
                    + "ps, git.")
        }
    }

    @Test(arguments: [
        ("../", "leaves_sandbox"), ("/etc", "absolute_path"), ("missing", "not_found"),
        ("a.txt", "not_a_folder"),
        ("out", "leaves_sandbox"), ("../sandbox-evil", "leaves_sandbox"),
    ])
    func `the working directory is in the sandbox`(directory: String, code: String) async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            try sandbox.file("a.txt", "x")
            try FileManager.default.createSymbolicLink(
                atPath: sandbox.path + "/out", withDestinationPath: "/etc")
            let refusal = try sandbox.refusal("ls", [], ["workingDirectory": .string(directory)])
            #expect(refusal.code == code, "\(refusal.message)")
        }
    }

    @Test func `NUL in an argument is refused`() async throws {
        try await CommandSandbox.with { (sandbox) async throws in
            #expect(try sandbox.refusal("echo", ["a\0b"]).code == "invalid_arguments")
        }
    }

    @Test func `without the launcher nothing runs`() async throws {
        let refusal = ConfinementError.launcherMissing
        #expect(refusal.message.contains("toolhost-launch"))
        try await CommandSandbox.with(settings: ["launcher": "/bin/true"]) { (sandbox) async throws in
            #expect(try sandbox.refusal("ls").code == "launcher_failed")
        }
    }

    @Test(arguments: [
        (nil, 24), ("", 24), ("git", 25), ("git, jq", 26), ("git,,ls ,/opt/x/frob", 26), ("a/b ../c /", 24),
    ])
    func `the operator's list adds to the usual one`(extra: String?, count: Int) throws {
        let allowance = CommandAllowance(extra: extra)
        #expect(allowance.commands.count == count)
        if extra?.contains("frob") == true {
            #expect(try allowance.command("frob").path == "/opt/x/frob")
            #expect(try allowance.command("/opt/x/frob").name == "frob")
            #expect(throws: CommandError.self) { try allowance.command("/usr/bin/frob") }
        }
    }
}
