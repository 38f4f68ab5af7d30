// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension ToolResult {
    /// The bytes of the result's parts, structured data left out.
    var contentBytes: Int {
        content.reduce(into: 0) { sum, part in
            switch part {
            case .text(let text), .embeddedText(let text, _, _): sum += text.utf8.count
            case .image(let bytes, _), .audio(let bytes, _), .embeddedBytes(let bytes, _, _):
                sum += bytes.count
            case .link: break
            }
        }
    }
}
