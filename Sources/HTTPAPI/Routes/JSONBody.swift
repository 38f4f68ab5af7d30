// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// A request's body, read as one JSON object.
struct JSONBody {
    let members: JSONObject

    /// - Parameters:
    ///   - request: the request, its body not yet read.
    ///   - limit: the most bytes that are taken.
    /// - Throws: `HTTPFailure` for another content type or a body over the limit, `JSONError`.
    init(of request: Request, limit: Int) async throws {
        try self.init(parsing: try await Self.read(request, limit: limit))
    }

    /// - Parameter buffer: the body.
    /// - Throws: `JSONError`; `HTTPFailure` when it is no object.
    init(parsing buffer: ByteBuffer) throws {
        let value = try JSONValue(parsing: buffer.readableBytesUInt8Span)
        guard let members = value.object else {
            throw HTTPFailure.invalidRequest(
                "The body must be an object, not \(value.describedKind).", at: JSONPointer())
        }
        self.members = members
    }

    /// The bytes of a body that says it is JSON.
    ///
    /// - Throws: `HTTPFailure` for another content type or a body over the limit.
    static func read(_ request: Request, limit: Int) async throws -> ByteBuffer {
        let contentType = request.headers[.contentType]
        guard Self.isJSON(contentType) else { throw HTTPFailure.notJSON(contentType) }
        if let length = request.headers[.contentLength].flatMap(Int.init), length > limit {
            throw HTTPFailure.tooLarge(limit: limit)
        }
        do {
            return try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw HTTPFailure.tooLarge(limit: limit)
        }
    }

    /// `application/json`, or any `+json`, with or without parameters.
    private static func isJSON(_ contentType: String?) -> Bool {
        guard let type = contentType?.split(separator: ";", omittingEmptySubsequences: false).first else {
            return false
        }
        let name = type.trimming { $0 == " " || $0 == "\t" }.lowercased()
        return name == "application/json" || (name.hasPrefix("application/") && name.hasSuffix("+json"))
    }

    /// The member, null counting as missing.
    func present(_ name: String) -> JSONValue? {
        guard let value = members[name], !value.isNull else { return nil }
        return value
    }

    func string(_ name: String) throws(HTTPFailure) -> String? {
        guard let value = present(name) else { return nil }
        guard let string = value.string else { throw mismatch(name, "a string", value) }
        return string
    }

    func bool(_ name: String) throws(HTTPFailure) -> Bool? {
        guard let value = present(name) else { return nil }
        guard let bool = value.bool else { throw mismatch(name, "true or false", value) }
        return bool
    }

    func object(_ name: String) throws(HTTPFailure) -> JSONObject? {
        guard let value = present(name) else { return nil }
        guard let object = value.object else { throw mismatch(name, "an object", value) }
        return object
    }

    func missing(_ name: String) -> HTTPFailure {
        .invalidRequest("/\(name) is missing.", at: JSONPointer().appending(name))
    }

    private func mismatch(_ name: String, _ wanted: String, _ value: JSONValue) -> HTTPFailure {
        .invalidRequest(
            "/\(name) must be \(wanted), not \(value.describedKind).", at: JSONPointer().appending(name))
    }
}

extension JSONValue {
    /// The kind with its article, as sentences need it: `an array`.
    var describedKind: String {
        switch self {
        case .null: "null"
        case .array, .object: "an \(kind)"
        case .bool, .number, .string: "a \(kind)"
        }
    }
}

extension Substring {
    fileprivate func trimming(_ isSpace: (Character) -> Bool) -> Substring {
        var rest = drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }
}
