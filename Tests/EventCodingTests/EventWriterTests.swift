// SPDX-License-Identifier: Apache-2.0

import ChatModel
import EventCoding
import Testing

@Suite struct EventWriterTests {
    @Test func `server-sent events are data lines with an empty line after each`() {
        var writer = EventWriter()
        writer.writeServerSent(.text("a\nb"))
        writer.writeKeepAlive()
        writer.writeServerSent(.done(.stop))
        let expected =
            "data: {\"type\":\"chunk\",\"data\":\"a\\nb\"}\n\n: keep-alive\n\n"
            + "data: {\"type\":\"done\",\"data\":{\"finishReason\":\"stop\"}}\n\n"
        #expect(String(decoding: writer.bytes, as: UTF8.self) == expected)
    }

    @Test(arguments: EventExample.all)
    func `an event never spans lines`(_ example: EventExample) {
        var writer = EventWriter()
        writer.write(example.event)
        #expect(!writer.bytes.contains(UInt8(ascii: "\n")) && !writer.bytes.contains(UInt8(ascii: "\r")))
    }

    @Test func `the writer starts anew after removeAll`() {
        var writer = EventWriter()
        writer.writeLine(.text("a"))
        writer.removeAll()
        writer.writeLine(.text("b"))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "{\"type\":\"chunk\",\"data\":\"b\"}\n")
    }
}
