// SPDX-License-Identifier: Apache-2.0

import ChatModel
import EventCoding
import JSON
import Testing
import ToolModel

@Suite struct EventCodingTests {
    @Test(arguments: EventExample.all)
    func `an event has the documented text`(_ example: EventExample) {
        #expect(example.event.json.jsonText() == example.text)
    }

    @Test(arguments: EventExample.all)
    func `the fast way writes what the JSON value says`(_ example: EventExample) {
        var writer = EventWriter()
        writer.write(example.event)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == example.text)
    }

    @Test(arguments: EventExample.all)
    func `an event reads back as it was`(_ example: EventExample) throws {
        #expect(try ChatEvent(json: try JSONValue(parsing: example.text)) == example.event)
    }

    @Test func `every kind of event has an example`() throws {
        let types = try Set(EventExample.all.map { try JSONValue(parsing: $0.text)["type"]?.string })
        let documented = [
            "chunk", "reasoning", "action_start", "action_delta", "action", "progress", "approval", "result",
            "usage",
            "error", "done",
        ]
        #expect(types == Set(documented))
    }

    @Test(arguments: [
        ("[]", "The event's member (the whole) is of kind array, object is due."),
        (#"{"data":"a"}"#, "The event has no member /type."),
        (#"{"type":"chunk"}"#, "The event has no member /data."),
        (#"{"type":"chunk","data":1}"#, "The event's member /data is of kind number, string is due."),
        (
            #"{"type":"thing","data":1}"#,
            #"The event's member /type has the value "thing", which means nothing here."#
        ),
        (#"{"type":"action","id":"1","data":{"action":"f"}}"#, "The event has no member /data/params."),
        (
            #"{"type":"action","id":"1","data":{"action":"f","params":{}},"recovered":"x"}"#,
            #"The event's member /recovered has the value "x", which means nothing here."#
        ),
        (
            #"{"type":"action","id":"1","data":{"action":"f","params":{}},"repairs":[1]}"#,
            "The event's member /repairs/0 is of kind number, string is due."
        ),
        (
            #"{"type":"result","id":"1","data":{"result":"","content":[{"type":"image","data":"?","mimeType":""}],"#
                + #""isError":false,"durationMs":1}}"#,
            #"The event's member /data/content/0/data has the value "?", which means nothing here."#
        ),
        (
            #"{"type":"usage","data":{"prompt_tokens":1.5}}"#,
            "The event's member /data/prompt_tokens is of kind number, integer is due."
        ),
    ])
    func `a faulty event is refused with its place`(_ text: String, _ message: String) throws {
        let error = #expect(throws: EventCodingError.self) {
            try ChatEvent(json: try JSONValue(parsing: text))
        }
        #expect(error?.message == message)
    }

    @Test func `numbers that JSON cannot say do not break an event`() {
        let event = ChatEvent.progress(id: "1", ToolProgress(done: .nan, total: .infinity))
        #expect(event.json.jsonText() == #"{"type":"progress","id":"1","data":{"done":0}}"#)
    }
}
