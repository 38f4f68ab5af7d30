// SPDX-License-Identifier: Apache-2.0

import Testing
import ToolModel

@Suite struct ToolNameTests {
    @Test(arguments: ["a", "_x", "listFiles", "mcp__fs__read-file", "x9", String(repeating: "a", count: 64)])
    func `valid names`(_ name: String) {
        #expect(ToolName.isValid(name))
    }

    @Test(arguments: ["", "9x", "-x", "a b", "a.b", "naïve", "a\n", String(repeating: "a", count: 65)])
    func `invalid names`(_ name: String) {
        #expect(!ToolName.isValid(name))
    }

    @Test(arguments: [
        ("listFiles", "list_files"), ("HTTPGet", "http_get"), ("getFileInfo", "get_file_info"),
        ("math", "math"),
        ("read-file", "read_file"), ("list_files", "list_files"), ("A", "a"), ("parseJSON", "parse_json"),
        ("", ""),
    ])
    func `snake_case form`(_ name: String, _ form: String) {
        #expect(ToolName.snakeCase(name) == form)
    }
}
