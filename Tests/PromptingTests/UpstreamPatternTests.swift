// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Prompting

@Suite struct UpstreamPatternTests {
    @Test(arguments: [
        ("^$", "^$"), ("^a$", "^a$"), (#"^a\.b\$c$"#, #"^a\.b\$c$"#), (#"^\d+$"#, "^[0-9]+$"),
        (#"^[\d\-a]$"#, #"^[0-9\-a]$"#), (#"^[^\]\\\n]*$"#, #"^[^\]\\\n]*$"#), (#"^[a\.\/^]$"#, "^[a./^]$"),
        (#"^https?:\/\/\w+$"#, "^https?://[A-Za-z0-9_]+$"), ("^(?:a|b){2,1000}$", "^(?:a|b){2,1000}$"),
        ("^(a|(b|c)*)+$", "^(a|(b|c)*)+$"), ("^é+$", "^é+$"), (#"^a\\$"#, nil), (#"^a\$"#, nil), ("", nil),
        ("^", nil), ("a", nil), ("^a", nil), ("a$", nil), ("^a$|^b$", nil), (#"^\s$"#, nil),
        (#"^[\s\S]$"#, nil),
        (#"^\bword\b$"#, nil), (#"^(a)\1$"#, nil), (#"^\p{L}$"#, nil), (#"^\u0041$"#, nil), ("^(?=a)a$", nil),
        ("^(?!a)b$", nil), ("^(?<n>a)$", nil), ("^a{1001}$", nil), ("^a{0,1001}$", nil),
        ("^a{2,}$", "^a{2,}$"),
        ("^[^]$", nil), ("^[]$", nil), (#"^[\^a]$"#, nil), ("^[a$", nil),
    ])
    func `a pattern is spelt as grammars have it, or not at all`(pattern: String, respelt: String?) {
        #expect(UpstreamPattern.respelt(pattern) == respelt)
        if let respelt { #expect(UpstreamPattern.respelt(respelt) == respelt) }
    }
}
