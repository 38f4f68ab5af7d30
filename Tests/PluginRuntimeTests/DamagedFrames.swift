// SPDX-License-Identifier: Apache-2.0

import CWorker
import JSON
import Logging
import TestSupport
import ToolModel

@testable import PluginRuntime

/// Messages between host and worker, made up by a seeded generator and then damaged.
struct DamagedFrames {
    /// A message as the socket would give it.
    struct Message {
        var header: cw_header
        var payload: [UInt8]
        /// Its size with the header, which need not be what the two say.
        var size: Int
        var faults: Int32 = 0
        var hasDescriptor = false
    }

    var generator: SeededGenerator
    /// The numbers of the calls that run.
    let calls: ClosedRange<UInt64>

    init(seed: UInt64, calls: ClosedRange<UInt64>) {
        generator = SeededGenerator(seed: seed)
        self.calls = calls
    }

    private static let kinds: [Frame.Kind] = [
        .load, .begin, .call, .cancel, .stop, .confined, .loaded, .refused, .ready, .reply, .progress, .log,
        .tools,
    ]

    private static let samples: [Frame.Kind: [[UInt8]]] = [
        .load: [
            LoadMessage(
                path: "/plugins/a.so", fileSize: 16_384, limits: WorkerLimits(PluginLimits()),
                confinement: WorkerConfinement(
                    .standard, folders: PluginFolders(sandbox: "/s", data: "/d", cache: "/c"), demand: .strict
                )
            ).payload
        ],
        .begin: [
            BeginMessage(
                folders: PluginFolders(sandbox: "/s", data: "/d", cache: "/c"), values: ["key": "value"]
            ).payload
        ],
        .call: [CallMessage.payload(tool: "t", id: "i", remaining: .seconds(1), arguments: ["a": "ä"])],
        .confined: [
            ConfinementEnforcement(landlock: 7, filtersCalls: true, countsThreads: false).payload
        ],
        .loaded: [
            PluginIdentity(
                id: "org.example.a", name: "a", version: "1", license: "Apache-2.0", builtFor: 0x10000
            ).payload
        ],
        .refused: [
            PluginRefusal.payload(.noEntry(path: "/a", reason: "it has none")),
            PluginRefusal.payload(.abiMismatch(path: "/a", built: "2.1", minimum: "2.0", host: "1.0")),
        ],
        .ready: [
            ReadyMessage(
                tools: [report("one"), report("two")],
                faults: [
                    RegistrationFault(name: "bad", fault: ToolFault(code: .invalidName, reason: "It is bad."))
                ]
            ).payload
        ],
        .reply: replies.map(\.payload),
        .progress: [
            ToolProgress(done: 1, total: 2, message: "half").payload,
            ToolProgress(done: 1, total: nil, message: nil).payload,
        ],
        .log: [PluginLogRecord(level: .info, message: "text", heldBack: 3).payload],
    ]

    private static let replies: [ReplyMessage] = [
        .reply(BackendReply(result: ToolResult(text: "done"), failureCode: nil)),
        .reply(BackendReply(result: ToolResult(text: "no", isError: true), failureCode: "not_found")),
        .reply(
            BackendReply(
                result: ToolResult(
                    content: [
                        .image([1, 2], mimeType: "image/png"), .audio([], mimeType: "audio/wav"),
                        .embeddedText("t", uri: "a:b", mimeType: nil),
                        .embeddedBytes([3], uri: "a:c", mimeType: "x/y"),
                        .link(uri: "a:d", name: "n", mimeType: nil),
                    ], structured: ["a": [1, true, nil, "ä"]]), failureCode: nil)),
        .protocolBroken("it did"), .invalidOutput("it is"), .cancelled,
    ]

    private static func report(_ name: String) -> ToolReport {
        ToolReport(
            name: name, title: "T", description: "What it does.", inputSchema: #"{"type":"object"}"#,
            outputSchema: nil, hints: 0, timeoutMilliseconds: 0, concurrency: 0, outputBytes: 0)
    }

    // MARK: - Damage

    mutating func next() -> Message {
        let kind = Self.kinds.randomElement(using: &generator) ?? .log
        let sample = Self.samples[kind]?.randomElement(using: &generator) ?? []
        let frame = Frame(kind: kind, number: number(), payload: sample)
        var message = Message(
            header: frame.header, payload: sample, size: MemoryLayout<cw_header>.size + sample.count)
        for _ in 0..<Int.random(in: 0...3, using: &generator) { damage(&message.payload) }
        message.size = MemoryLayout<cw_header>.size + message.payload.count
        if oneIn(16) {
            damageEnvelope(&message)
        } else {
            message.header.length = UInt32(message.payload.count)
        }
        return message
    }

    private mutating func oneIn(_ count: Int) -> Bool { Int.random(in: 0..<count, using: &generator) == 0 }

    private mutating func number() -> UInt64 {
        oneIn(8) ? .random(in: .min ... .max, using: &generator) : .random(in: calls, using: &generator)
    }

    private mutating func damageEnvelope(_ message: inout Message) {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: message.header.magic ^= 1 << UInt16.random(in: 0..<16, using: &generator)
        case 1: message.header.version = .random(in: .min ... .max, using: &generator)
        case 2: message.header.kind = .random(in: .min ... .max, using: &generator)
        case 3: message.header.length = .random(in: .min ... .max, using: &generator)
        case 4: message.size = .random(in: 0...(message.size + 32), using: &generator)
        case 5: message.faults = .random(in: 0...3, using: &generator)
        case 6: message.hasDescriptor = true
        default: break
        }
    }

    private static let numbers: [[UInt8]] = [
        [0, 0, 0, 0], [1, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0x7F], [0, 0, 0, 0x80],
        [0, 0, 0, 0, 0, 0, 0xF0, 0x7F], [0xE8, 3, 0, 0], [0xE9, 3, 0, 0],
    ]

    private mutating func damage(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: bytes.insert(.random(in: .min ... .max, using: &generator), at: place)
        case 1: bytes.removeSubrange(place..<min(bytes.count, place + 3))
        case 2: bytes.removeSubrange(place...)
        case 3: bytes += bytes[place...]
        case 4: bytes.insert(contentsOf: Self.numbers.randomElement(using: &generator) ?? [], at: place)
        case 5:
            let number = Self.numbers.randomElement(using: &generator) ?? []
            bytes.replaceSubrange(place..<min(bytes.count, place + number.count), with: number)
        case 6:
            let other = Self.samples.values.joined().randomElement(using: &generator) ?? []
            bytes.insert(contentsOf: other, at: place)
        default: if place < bytes.count { bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator) }
        }
    }
}
