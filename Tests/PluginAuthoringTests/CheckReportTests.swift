// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@testable import PluginAuthoring

@Suite struct CheckReportTests {
    private static let report = PluginCheckReport(
        file: "/tmp/a&b.so", seed: 42,
        results: [
            CheckResult(.file, .passed), CheckResult(.start, .passed),
            CheckResult(.schemas, tool: "one", .warned, "No \"words\".", advice: "Add some."),
            CheckResult(
                .random, tool: "one", .crashed, "It ended <here>\u{1}.",
                reproduction: Reproduction(id: .random, tool: "one", number: 17, seed: 42)),
            CheckResult(.leaks, tool: "one", .skipped, "No time."),
        ])

    @Test func `people read a line for each finding`() {
        #expect(
            PluginCheckReport.text(of: Self.report.results) == """
                warn    tools.schemas       one: No "words".
                        Add some.
                crash   calls.random        one: It ended <here>\u{1}.
                        again: --reproduce calls.random/one/17@42
                skip    calls.leaks         one: No time.

                """)
        #expect(
            PluginCheckReport.text(of: [CheckResult(.start, .passed)])
                == "pass    load.start          it loads and starts\n")
        #expect(Self.report.summary == "a&b.so: no level (2 pass, 1 skip, 1 warn, 1 crash; seed 42)\n")
    }

    @Test func `programs read the same as JSON`() {
        let json = Self.report.json
        #expect(json["seed"] == 42)
        #expect(json["sound"] == false)
        #expect(json["level"] == .null)
        #expect(
            json["checks"]?.array?[3] == [
                "id": "calls.random", "level": "silver", "outcome": "crash", "tool": "one",
                "detail": "It ended <here>\u{1}.", "reproduce": "calls.random/one/17@42",
            ])
    }

    @Test func `build servers read the same as XML`() {
        let text = Self.report.junit
        #expect(
            text.contains(
                "<testsuite name=\"/tmp/a&amp;b.so\" tests=\"5\" failures=\"0\" errors=\"1\" skipped=\"1\">"))
        #expect(text.contains("<error type=\"crash\" message=\"It ended &lt;here&gt;\u{FFFD}.\"/>"))
        #expect(text.contains("<system-out>No &quot;words&quot;. Add some.</system-out>"))
        #expect(text.hasSuffix("</testsuite>\n"))
    }

    /// All checks with one outcome, save those that are given.
    private static func level(_ others: [CheckID: CheckOutcome]) -> CheckLevel? {
        PluginCheckReport(
            file: "", seed: 0, results: CheckID.allCases.map { CheckResult($0, others[$0] ?? .passed) }
        ).level
    }

    @Test(
        arguments: [
            ([:], .gold), ([.leaks: .failed], .silver), ([.leaks: .warned], .silver),
            ([.leaks: .skipped], .gold),
            ([.random: .crashed], .bronze), ([.silence: .warned], .bronze), ([.file: .warned], .bronze),
            ([.start: .failed], nil), ([.examples: .timedOut], nil),
        ] as [([CheckID: CheckOutcome], CheckLevel?)])
    func `the level is the highest that nothing speaks against`(
        outcomes: [CheckID: CheckOutcome], level: CheckLevel?
    ) {
        #expect(Self.level(outcomes) == level)
    }

    @Test(arguments: [
        "", "calls.random", "calls.random/a/1", "calls.nothing/a/1@2", "calls.random/a/-1@2",
        "calls.random//1@2",
        "calls.random/a/1@x", "calls.random/a/1@2@3", "a/b/c/d@1",
    ])
    func `what no report prints is refused`(text: String) {
        #expect(throws: AuthoringError.badReproduction(text)) { try Reproduction(parsing: text) }
    }
}
