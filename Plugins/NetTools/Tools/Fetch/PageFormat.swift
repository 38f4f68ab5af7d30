// SPDX-License-Identifier: Apache-2.0

/// How a page is shown.
enum PageFormat: String, Sendable, Hashable, CaseIterable {
    /// HTML as Markdown, JSON indented, the rest as it is.
    case markdown
    /// HTML as text without marks, JSON indented, the rest as it is.
    case text
    /// Everything as it is, in UTF-8.
    case raw
}
