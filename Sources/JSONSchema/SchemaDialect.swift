// SPDX-License-Identifier: Apache-2.0

/// An edition of JSON Schema.
public enum SchemaDialect: String, Sendable, Hashable, CaseIterable {
    case draft2020 = "https://json-schema.org/draft/2020-12/schema"
    case draft7 = "http://json-schema.org/draft-07/schema"

    /// The dialect that a `$schema` value names; nil for any other URI.
    ///
    /// An empty fragment makes no difference, which draft-07 has in its own name, nor does `http` or `https`, which
    /// authors mix up.
    public init?(uri: String) {
        let bare = uri.utf8.last == UInt8(ascii: "#") ? String(uri.dropLast()) : uri
        let known = Self.allCases.first { Self.withoutScheme($0.rawValue) == Self.withoutScheme(bare) }
        guard let known else { return nil }
        self = known
    }

    private static func withoutScheme(_ uri: String) -> Substring {
        for scheme in ["https://", "http://"] where uri.hasPrefix(scheme) {
            return uri.dropFirst(scheme.count)
        }
        return uri[...]
    }
}
