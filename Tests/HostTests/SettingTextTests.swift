// SPDX-License-Identifier: Apache-2.0

import LMStudio
import Testing

@testable import Host

@Suite struct SettingTextTests {
    @Test(arguments: [
        ("500ms", Duration.milliseconds(500)), ("30s", .seconds(30)), ("1.5s", .milliseconds(1500)),
        ("5m", .seconds(300)), ("1h", .seconds(3600)), ("0s", .zero), ("24h", .seconds(86_400)),
    ])
    func `a duration has a unit`(text: String, duration: Duration) {
        #expect(SettingText.duration(text) == duration)
    }

    @Test(arguments: [
        "", "30", "s", "-5s", "30 s", "5 minutes", "25h", "1e3s", ".5s", "1.2.3s", "５s",
        "99999999999999999999h", "nan",
    ])
    func `what is no duration is refused`(text: String) {
        #expect(SettingText.duration(text) == nil)
    }

    @Test(arguments: [("0", Duration.zero), ("60000", .seconds(60)), ("86400000", .seconds(86_400))])
    func `milliseconds are bare`(text: String, duration: Duration) {
        #expect(SettingText.milliseconds(text) == duration)
    }

    @Test(arguments: ["", "-1", "60s", "1.5", "86400001", "9223372036854775808"])
    func `what is no count of milliseconds is refused`(text: String) {
        #expect(SettingText.milliseconds(text) == nil)
    }

    @Test(arguments: [
        ("~", "/home/ada"), ("~/sand", "/home/ada/sand"), ("./sand", "./sand"), ("/tmp/~", "/tmp/~"),
        ("~bob", "~bob"),
    ])
    func `a leading tilde is the home folder`(text: String, path: String) {
        #expect(SettingText.path(text, home: "/home/ada") == path)
    }

    @Test func `paths are separated by colons`() {
        #expect(SettingText.paths("./a:~/b::/c", home: "/h") == ["./a", "/h/b", "/c"])
    }

    @Test(arguments: [
        ("demo", UpstreamChoice.demo), ("auto", .auto([])),
    ])
    func `an upstream may be a word`(text: String, choice: UpstreamChoice) {
        #expect(UpstreamChoice(text: text) == choice)
    }

    @Test(arguments: [
        ("http://localhost:1234", ["http://localhost:1234"]),
        ("https://models.example/v1/", ["https://models.example/v1"]),
        ("http://[::1]:80, http://b", ["http://[::1]:80", "http://b"]),
        ("http://user:secret@host", ["http://host"]),
    ])
    func `an upstream may be servers`(text: String, shown: [String]) {
        guard case .servers(let urls) = UpstreamChoice(text: text) else {
            Issue.record("\(text) was refused")
            return
        }
        #expect(urls.map(\.description) == shown)
    }

    @Test(arguments: [
        "", "localhost:1234", "ftp://a", "http://", "http://a,b", "DEMO", "http://a b", "http://a?b",
    ])
    func `what is no upstream is refused`(text: String) {
        #expect(UpstreamChoice(text: text) == nil)
    }
}
