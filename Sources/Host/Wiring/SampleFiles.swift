// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The files that the documentation's examples name.
enum SampleFiles {
    static let contents: [(name: String, text: String)] = [
        (
            "script.js",
            """
            function calculateTotal() {
              return 42;
            }

            function processData() {
              // ...
            }

            """
        ),
        ("file1.txt", "The first of two text files.\n"),
        ("file2.txt", "The second of two text files.\n"),
        ("example.txt", "An example: tools read, write and search files in this folder, and no other.\n"),
        (
            "data.json",
            """
            {
              "items": [
                {"name": "apple", "count": 3},
                {"name": "pear", "count": 5}
              ]
            }

            """
        ),
    ]

    /// Puts the files into a folder that has nothing in it yet; a folder with anything in it stays as it is.
    ///
    /// - Returns: whether the files were written.
    static func write(into folder: String) throws -> Bool {
        guard try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty else { return false }
        for (name, text) in contents {
            let file = URL(fileURLWithPath: folder).appendingPathComponent(name)
            try Data(text.utf8).write(to: file, options: .withoutOverwriting)
        }
        return true
    }
}
