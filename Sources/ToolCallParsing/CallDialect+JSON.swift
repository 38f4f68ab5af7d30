// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// A dialect whose bodies are JSON objects or lists of them.
    static func json(
        _ formats: Set<ToolCallFormat>, _ openers: [String], _ closers: [String] = [], framing: [String] = [],
        layout: CallObject.Layout = .members,
        isList: Bool = false
    ) -> CallDialect {
        let expectsEnd = !closers.isEmpty
        return CallDialect(
            formats: formats, openers: openers, closers: closers, framing: framing,
            body: { place in
                guard JSONBody.canBegin(with: place.byte) else { return nil }
                return JSONBody(
                    markers: place.ends, expectsEnd: expectsEnd, layout: layout, isInList: isList,
                    limits: place.limits)
            }
        )
    }
}
