// SPDX-License-Identifier: Apache-2.0

import JSON
import Testing

@testable import ToolCallParsing

struct GrowingBytesTests {
    @Test func `pieces of any length stand one behind the other`() {
        for length in 0...40 {
            var bytes = GrowingBytes()
            var wanted: [UInt8] = []
            for round in 0..<200 {
                let piece = (0..<((length + round) % 41)).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ round) }
                bytes.append(piece.span)
                wanted += piece
            }
            #expect(bytes.count == wanted.count)
            #expect(Array(bytes.slice) == wanted)
        }
    }

    @Test func `a copy is not changed by what the other gets`() {
        var bytes = GrowingBytes()
        bytes.append("four".utf8Span.span)
        let slice = bytes.slice
        var copy = bytes
        copy.append("copy".utf8Span.span)
        bytes.append("more".utf8Span.span)
        #expect(String(decoding: slice, as: UTF8.self) == "four")
        #expect(String(decoding: copy.slice, as: UTF8.self) == "fourcopy")
        #expect(String(decoding: bytes.slice, as: UTF8.self) == "fourmore")
    }
}

struct FingerprintTests {
    @Test func `objects that mean the same have one fingerprint`() throws {
        let texts = [
            #"{"a":1,"b":{"c":[true,null,"x"],"d":"y"}}"#, #"{"b":{"d":"y","c":[true,null,"x"]},"a":1.0}"#,
            #"{"\u0061":1e0,"b":{"c":[true,null,"\u0078"],"d":"y"}}"#,
        ]
        let prints = try texts.map { try JSONValue(parsing: $0).object?.fingerprint }
        #expect(Set(prints).count == 1)
    }

    @Test func `objects that differ in anything have fingerprints that differ`() throws {
        let long = String(repeating: "0123456789", count: 20)
        let texts =
            [
                "{}", #"{"a":1}"#, #"{"a":"1"}"#, #"{"a":[1]}"#, #"{"a":[1,1]}"#, #"{"b":1}"#, #"{"a":{}}"#,
                #"{"a":null}"#, #"{"a":true}"#, #"{"a":""}"#, #"{"a":"\u0000"}"#, #"{"a":"b","b":"a"}"#,
                #"{"a":"a","b":"b"}"#, #"{"a":"e\u0301"}"#, #"{"a":"\u00e9"}"#,
            ]
            + long.indices.map { index in
                var changed = long
                changed.replaceSubrange(index...index, with: "x")
                return #"{"a":"\#(changed)"}"#
            }
        let prints = try texts.map { try JSONValue(parsing: $0).object?.fingerprint }
        #expect(Set(prints).count == texts.count)
    }
}
