// SPDX-License-Identifier: Apache-2.0

/// How a session behaves.
package struct REPLOptions: Sendable, Hashable {
    /// Somebody sits at a terminal: there is a prompt, and questions can be asked.
    package var isInteractive: Bool
    package var style: EventRenderer.Style
    /// Tools that are not read-only run without a question. (`--yes`)
    package var consents: Bool
    /// Goes on after a line that failed. (`--keep-going`)
    package var keepsGoing: Bool
    /// What is said first to a person.
    package var greeting: String

    package init(
        isInteractive: Bool, style: EventRenderer.Style, consents: Bool = false, keepsGoing: Bool = false,
        greeting: String = ""
    ) {
        self.isInteractive = isInteractive
        self.style = style
        self.consents = consents
        self.keepsGoing = keepsGoing
        self.greeting = greeting
    }
}
