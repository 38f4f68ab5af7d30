// SPDX-License-Identifier: Apache-2.0

/// The formats that can be asserted.
///
/// Other names, `idn-hostname` among them, are annotations always.
enum StringFormat: String, Sendable, CaseIterable {
    case dateTime = "date-time"
    case date, time, duration
    case email
    case idnEmail = "idn-email"
    case hostname, ipv4, ipv6
    case uri
    case uriReference = "uri-reference"
    case iri
    case iriReference = "iri-reference"
    case uriTemplate = "uri-template"
    case uuid
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex

    /// What a string of this format is, with an example where that helps.
    var phrase: String {
        switch self {
        case .dateTime: "a date and time such as 2026-03-01T09:30:00Z"
        case .date: "a date such as 2026-03-01"
        case .time: "a time such as 09:30:00Z"
        case .duration: "a duration such as P1DT12H"
        case .email, .idnEmail: "an e-mail address"
        case .hostname: "a host name"
        case .ipv4: "an IPv4 address such as 192.0.2.1"
        case .ipv6: "an IPv6 address such as 2001:db8::1"
        case .uri: "a URI such as https://example.org/a"
        case .uriReference: "a URI or a relative reference"
        case .iri: "an IRI such as https://example.org/a"
        case .iriReference: "an IRI or a relative reference"
        case .uriTemplate: "a URI template such as https://example.org/{name}"
        case .uuid: "a UUID such as 123e4567-e89b-12d3-a456-426614174000"
        case .jsonPointer: "a JSON Pointer such as /a/0"
        case .relativeJSONPointer: "a relative JSON Pointer such as 1/a"
        case .regex: "a regular expression"
        }
    }

    func accepts(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return switch self {
        case .dateTime: DateFormats.isDateTime(bytes)
        case .date: DateFormats.isDate(bytes[...])
        case .time: DateFormats.isTime(bytes[...])
        case .duration: DateFormats.isDuration(bytes)
        case .email: NetworkFormats.isEmail(bytes, isInternational: false)
        case .idnEmail: NetworkFormats.isEmail(bytes, isInternational: true)
        case .hostname: NetworkFormats.isHostname(bytes[...])
        case .ipv4: NetworkFormats.isIPv4(bytes[...])
        case .ipv6: NetworkFormats.isIPv6(bytes[...])
        case .uri: URIFormats.isReference(bytes, needsScheme: true, isInternational: false)
        case .uriReference: URIFormats.isReference(bytes, needsScheme: false, isInternational: false)
        case .iri: URIFormats.isReference(bytes, needsScheme: true, isInternational: true)
        case .iriReference: URIFormats.isReference(bytes, needsScheme: false, isInternational: true)
        case .uriTemplate: URIFormats.isTemplate(bytes)
        case .uuid: PointerFormats.isUUID(bytes)
        case .jsonPointer: PointerFormats.isPointer(bytes[...])
        case .relativeJSONPointer: PointerFormats.isRelativePointer(bytes)
        case .regex: Pattern.isWellFormed(text)
        }
    }
}
