// SPDX-License-Identifier: Apache-2.0

import JSON
import JSONSchema
import Testing

@Suite(
    .enabled(if: SchemaSuiteFiles.folder != nil, "JSON-Schema-Test-Suite is not here; set TOOLHOST_TEST_DATA")
)
struct SchemaSuiteTests {
    @Test(arguments: SchemaSuiteFiles.files(in: "draft2020-12"))
    func `draft 2020-12 is followed`(_ file: SchemaSuiteFiles.File) throws {
        try check(file, .draft2020)
    }

    @Test(arguments: SchemaSuiteFiles.files(in: "draft7"))
    func `draft-07 is followed`(_ file: SchemaSuiteFiles.File) throws {
        try check(file, .draft7)
    }

    /// What the suite leaves optional and this module does: all but references into drafts that it does not
    /// know.
    static let optional = [
        "anchor", "bignum", "dependencies-compatibility", "dynamicRef", "ecmascript-regex", "float-overflow",
        "format-assertion", "id", "no-schema", "non-bmp-regex", "refOfUnknownKeyword", "unknownKeyword",
    ]

    @Test(arguments: SchemaSuiteFiles.files(in: "draft2020-12/optional"))
    func `what is optional in draft 2020-12 is done`(_ file: SchemaSuiteFiles.File) throws {
        guard Self.optional.contains(where: { file.name.hasSuffix("/\($0).json") }) else { return }
        try check(file, .draft2020, assertsFormats: file.name.contains("ecmascript-regex"))
    }

    @Test(arguments: SchemaSuiteFiles.files(in: "draft7/optional"))
    func `what is optional in draft-07 is done`(_ file: SchemaSuiteFiles.File) throws {
        guard Self.optional.contains(where: { file.name.hasSuffix("/\($0).json") }) else { return }
        try check(file, .draft7, assertsFormats: file.name.contains("ecmascript-regex"))
    }

    @Test(
        arguments: SchemaSuiteFiles.files(in: "draft2020-12/optional/format")
            + SchemaSuiteFiles.files(in: "draft7/optional/format"))
    func `formats are asserted on request`(_ file: SchemaSuiteFiles.File) throws {
        // International host names need tables of their own and stay annotations.
        guard !file.name.hasSuffix("idn-hostname.json") else { return }
        try check(file, file.name.hasPrefix("draft7") ? .draft7 : .draft2020, assertsFormats: true)
    }

    @Test func `the suite has cases for both drafts`() {
        #expect(SchemaSuiteFiles.files(in: "draft2020-12").count > 40)
        #expect(SchemaSuiteFiles.files(in: "draft7").count > 30)
        #expect(!SchemaSuiteFiles.remotes.isEmpty)
    }

    private func check(
        _ file: SchemaSuiteFiles.File, _ dialect: SchemaDialect, assertsFormats: Bool = false
    ) throws {
        let options = SchemaOptions(
            dialect: dialect, unknownKeywords: .annotations, assertsFormats: assertsFormats,
            documents: SchemaSuiteFiles.remotes
        )
        for group in try file.groups() {
            let title = group["description"]?.string ?? ""
            let source = try #require(group["schema"])
            let schema: Schema
            do throws(SchemaError) {
                schema = try Schema(compiling: source, options: options)
            } catch {
                Issue.record("\(title): \(error.message)")
                continue
            }
            for test in try #require(group["tests"]?.array) {
                let instance = try #require(test["data"])
                let isValid = test["valid"] == true
                let violations = try schema.validate(instance)
                #expect(violations.isEmpty == isValid, "\(title): \(test["description"]?.string ?? "")")
                #expect(try schema.accepts(instance) == isValid)
            }
        }
    }
}
