// SPDX-License-Identifier: Apache-2.0

import HTTPAPI
import TestSupport
import Testing

@Suite struct DocumentedRoutesTests {
    /// The headings of the page that name a route: ``### `POST /chat` ``.
    private static func headings() throws -> [String] {
        let path = "../../Sources/Host/Documentation.docc/API.md"
        return try Repository.fixtureLines(path).compactMap { line in
            guard line.hasPrefix("### `"), line.hasSuffix("`") else { return nil }
            return String(line.dropFirst(5).dropLast())
        }
    }

    @Test func `the page on the HTTP interface has a section for each route, and for nothing else`() throws {
        #expect(try Self.headings().sorted() == ServerFixture().server.routes.sorted())
    }
}
