// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Testing

@Suite struct FormatTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var format: String
        var good: [String]
        var bad: [String]

        init(_ format: String, good: [String], bad: [String]) {
            self.format = format
            self.good = good
            self.bad = bad
        }

        var testDescription: String { format }
    }

    static let formats: [Case] = [
        Case(
            "date-time",
            good: [
                "2026-03-01T09:30:00Z", "1998-12-31t23:59:60z", "2026-02-28T00:00:00.123456789+05:30",
                "1998-12-31T15:59:60-08:00",
            ],
            bad: [
                "2026-03-01", "2026-02-29T00:00:00Z", "2026-03-01T24:00:00Z", "2026-03-01T09:30:00",
                "2026-03-01 09:30:00Z", "2026-03-01T09:30:00.Z", "1998-12-31T22:59:60Z", "",
            ]),
        Case(
            "date", good: ["2024-02-29", "2000-02-29"],
            bad: [
                "1900-02-29", "2026-13-01", "2026-04-31", "26-04-01", "2026-4-1", "2026-04-01Z", "２０２６-04-01",
            ]),
        Case(
            "time", good: ["09:30:00Z", "23:59:60Z", "09:30:00.5-01:00"],
            bad: ["09:30Z", "09:30:61Z", "9:30:00Z", "09:30:00", "09:30:00+1:00", "09:30:00+24:00"]),
        Case(
            "duration", good: ["P1D", "PT1H30M", "P2W", "P1Y2M3DT4H5M6S"],
            bad: ["P", "PT", "1D", "P1", "P1D2W", "PT1D", "P1DT", "P-1D", "P1.5D", "P1H"]),
        Case(
            "email",
            good: ["a@b.org", "a.b+c@x-y.example", #""a b"@c.org"#, "a@[192.0.2.1]", "a@[IPv6:::1]"],
            bad: ["a", "@b", "a@", ".a@b.org", "a..b@c.org", "a@b..c", "é@b.org", "a@[1.2.3]", "a b@c.org"]),
        Case("idn-email", good: ["é@bücher.example"], bad: ["é", "@x"]),
        Case(
            "hostname", good: ["a", "example.org", "xn--nxasmq6b", "1.2", "a-b"],
            bad: ["", "-a", "a-", "a_b", "a..b", "a.", "ab--c", "xn--", "é.org"]),
        Case(
            "ipv4", good: ["0.0.0.0", "255.255.255.255"],
            bad: ["256.1.1.1", "1.1.1", "1.1.1.1.1", "01.1.1.1", "1.1.1.1 ", "0x1.1.1.1", ""]),
        Case(
            "ipv6",
            good: ["::", "::1", "2001:db8::8:800:200c:417a", "::ffff:192.0.2.1", "1:2:3:4:5:6:7:8", "1::"],
            bad: [
                "", ":", "1:2:3", "1::2::3", ":::", "12345::", "::1%eth0", "1:2:3:4:5:6:7:8:9", "::192.0.2",
                "g::",
            ]),
        Case(
            "uri", good: ["https://a.example/b?c=d#e", "urn:isbn:1", "mailto:a@b.c", "http://[::1]:80/"],
            bad: [
                "/a", "a b", "http://a/<b>", "://a", "http://[::1", "http://a:b/", "http://a/%zz",
                "http://é/",
            ]),
        Case(
            "uri-reference", good: ["", "/a", "a/b", "#x", "//h/p", "?q"],
            bad: ["a\\b", "1:2", "%", "\u{7F}"]),
        Case("iri", good: ["https://bücher.example/ü?é#ñ"], bad: ["/ü", "http://a/<ü>"]),
        Case("iri-reference", good: ["/ü", ""], bad: ["a b"]),
        Case(
            "uri-template", good: ["/a/{b}", "{?x,y*}", "{a:3}", "{+path}/x", "'"],
            bad: ["{", "}", "{a", "{}", "{a b}", "{a:0}", "{a..b}", "<"]),
        Case(
            "uuid", good: ["123e4567-e89b-12d3-a456-426614174000", "00000000-0000-0000-0000-000000000000"],
            bad: ["123e4567e89b12d3a456426614174000", "123e4567-e89b-12d3-a456-42661417400g", ""]),
        Case("json-pointer", good: ["", "/", "/a~0b/~1"], bad: ["a", "/~", "/~2"]),
        Case("relative-json-pointer", good: ["0", "1/a", "10#"], bad: ["", "/a", "01", "-1", "1#/a"]),
        Case("regex", good: ["^a+$", "(?<=a+)b"], bad: ["(", #"\Z"#]),
        Case("no-such-format", good: ["anything"], bad: []),
    ]

    @Test(arguments: formats)
    func `a format is checked where that is asked for`(_ testCase: Case) throws {
        let schema = try Schema(
            compiling: ["format": .string(testCase.format)], options: SchemaOptions(assertsFormats: true))
        let lenient = try Schema(compiling: ["format": .string(testCase.format)])
        for text in testCase.good { #expect(try schema.accepts(.string(text)), "\(text)") }
        for text in testCase.bad {
            let violation = try schema.validate(.string(text)).first
            #expect(violation?.keyword == "format", "\(text)")
            #expect(try lenient.accepts(.string(text)))
        }
        #expect(try schema.accepts(5))
    }
}
