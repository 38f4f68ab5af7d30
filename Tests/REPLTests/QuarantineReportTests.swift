// SPDX-License-Identifier: Apache-2.0

import PluginRuntime
import REPL
import Testing

@Suite struct QuarantineReportTests {
    @Test func `each host that leaves a plugin alone has a line with the reason and the time`() {
        let quarantine = PluginQuarantine(
            reason: "ended 3 times within 60 s; the last time, its process was ended by SIGSEGV",
            until: "2026-11-21T00:42:25Z")
        let records = [4711, 4712].map { host in
            RecordedQuarantine(
                host: host, path: "/plugins/greet.so", hash: nil, name: "greet", quarantine: quarantine)
        }
        func line(_ host: Int) -> String {
            "    plugin_quarantined in the host with the process id \(host): The plugin /plugins/greet.so is left alone "
                + "until 2026-11-21T00:42:25Z: its process ended 3 times within 60 s; the last time, its process was "
                + "ended by SIGSEGV.\n"
        }
        #expect(PluginReport.text(of: records) == line(4711) + line(4712))
        #expect(PluginReport.text(of: [RecordedQuarantine]()) == "")
    }
}
