// SPDX-License-Identifier: Apache-2.0

import ToolModel

extension CallDialect {
    /// `>>>all`, a line of text, `>>>f` and a line with the arguments: Functionary 3.2.
    static let functionary = CallDialect(
        formats: [.functionary],
        openers: [">>>"],
        body: { RecipientBody($0) }
    )
}
