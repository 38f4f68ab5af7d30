// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// What the scripted upstream does with one request, byte for byte.
package struct ScriptedReply: Sendable {
    /// One thing that the server does.
    package enum Step: Sendable {
        /// Writes and flushes these bytes, head and framing included.
        case write([UInt8])
        /// Does nothing until the gate opens or the client leaves.
        case hold(Gate)
        /// Closes the connection.
        case disconnect
    }

    /// One thing that happens to a body.
    package enum BodyStep: Sendable {
        /// Sends these bytes as one write (and one chunk, when chunked).
        case bytes([UInt8])
        case hold(Gate)
        /// Closes the connection in the middle of the body.
        case disconnect

        package static func text(_ text: String) -> BodyStep { .bytes(Array(text.utf8)) }
    }

    /// How the client is told where the body ends.
    package enum Framing: Sendable {
        /// Each write is one chunk, and an empty one ends the body.
        case chunked
        /// The body goes until the connection closes.
        case untilClose
    }

    package var steps: [Step]

    package init(steps: [Step]) {
        self.steps = steps
    }

    /// A body in pieces.
    package static func stream(
        _ body: [BodyStep], status: Int = 200, contentType: String = "text/event-stream",
        framing: Framing = .chunked
    ) -> ScriptedReply {
        var steps: [Step] = [.write(head(status, contentType: contentType, framing: framing))]
        for step in body {
            switch step {
            case .bytes(let bytes): steps.append(.write(framing == .chunked ? chunk(bytes) : bytes))
            case .hold(let gate): steps.append(.hold(gate))
            case .disconnect: return ScriptedReply(steps: steps + [.disconnect])
            }
        }
        steps.append(framing == .chunked ? .write(Array("0\r\n\r\n".utf8)) : .disconnect)
        return ScriptedReply(steps: steps)
    }

    /// Events as `data:` lines, one write each; `[DONE]` at the end unless told otherwise.
    package static func events(
        _ data: [String], lineEnd: String = "\n", sendsDone: Bool = true, framing: Framing = .chunked
    ) -> ScriptedReply {
        let all = data + (sendsDone ? ["[DONE]"] : [])
        return stream(all.map { .text("data: \($0)\(lineEnd)\(lineEnd)") }, framing: framing)
    }

    /// A status with a whole body.
    package static func status(
        _ status: Int, body: String = "", contentType: String = "application/json",
        headers: [(String, String)] = []
    ) -> ScriptedReply {
        var text = "HTTP/1.1 \(status) \(HTTPResponseStatus(statusCode: status).reasonPhrase)\r\n"
        text += "Content-Type: \(contentType)\r\nContent-Length: \(body.utf8.count)\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        return ScriptedReply(steps: [.write(Array("\(text)\r\n\(body)".utf8))])
    }

    /// A whole JSON body with status 200.
    package static func json(_ body: String) -> ScriptedReply {
        status(200, body: body)
    }

    /// Closes the connection without a word.
    package static let disconnect = ScriptedReply(steps: [.disconnect])

    /// Takes the request and says nothing until the gate opens, then closes the connection.
    package static func silence(until gate: Gate = Gate()) -> ScriptedReply {
        ScriptedReply(steps: [.hold(gate), .disconnect])
    }

    private static func head(_ status: Int, contentType: String, framing: Framing) -> [UInt8] {
        let phrase = HTTPResponseStatus(statusCode: status).reasonPhrase
        let frame = framing == .chunked ? "Transfer-Encoding: chunked" : "Connection: close"
        return Array("HTTP/1.1 \(status) \(phrase)\r\nContent-Type: \(contentType)\r\n\(frame)\r\n\r\n".utf8)
    }

    private static func chunk(_ bytes: [UInt8]) -> [UInt8] {
        Array("\(String(bytes.count, radix: 16))\r\n".utf8) + bytes + Array("\r\n".utf8)
    }
}
