// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `[TOOL_CALLS]f[CALL_ID]Ab3dEfGh1[ARGS]{}`: Mistral from 11 on.
    ///
    /// Up to 7 it is `[TOOL_CALLS] [{"name":"f","arguments":{},"id":"Ab3dEfGh1"}]`.
    static let mistral = CallDialect(
        formats: [.mistral, .xLAM],
        openers: ["[TOOL_CALLS]"],
        inner: ["[ARGS]"],
        body: { place in
            if JSONBody.canBegin(with: place.byte) {
                return JSONBody(markers: place.ends, expectsEnd: false, limits: place.limits)
            }
            return NamedBody(
                markers: place.ends, separators: ["[ARGS]"], expectsEnd: false, limits: place.limits,
                parse: { header in
                    guard let mark = header.firstRange(of: "[CALL_ID]") else { return .init(name: header) }
                    let id = String(header[mark.upperBound...]).trimmed
                    return .init(name: String(header[..<mark.lowerBound]).trimmed, id: id)
                })
        }
    )
}
