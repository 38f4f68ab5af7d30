// SPDX-License-Identifier: Apache-2.0

/// A number of things with its noun: `1 file`, `3 files`.
struct Counted: Sendable, Hashable {
    let text: String

    init(_ count: Int, _ singular: String, _ plural: String? = nil) {
        text = "\(count) \(count == 1 ? singular : plural ?? singular + "s")"
    }
}
