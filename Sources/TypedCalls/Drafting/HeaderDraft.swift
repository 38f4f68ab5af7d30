// SPDX-License-Identifier: Apache-2.0

public import JSON

/// Drafts a manifest from a header, as `clang -ast-dump=json` has read it.
///
/// A header says which types there are, not what pointers are for: the draft proposes, and its author decides.
public struct HeaderDraft: Sendable {
    private let functions: [String: JSONObject]
    let typedefs: [String: JSONObject]
    /// Structs by their tags.
    let structures: [String: JSONObject]
    /// Structs by clang's numbers for them.
    let records: [String: JSONObject]

    /// A manifest to go on with, and what its author has to look at.
    public struct Manifest: Sendable, Hashable {
        /// Without the examples that only the author can give.
        public let members: JSONObject
        /// One sentence each.
        public let notes: [String]
    }

    /// Reads the syntax tree of a translation unit.
    public init(syntaxTree: JSONValue) {
        var functions: [String: JSONObject] = [:]
        var typedefs: [String: JSONObject] = [:]
        var structures: [String: JSONObject] = [:]
        var records: [String: JSONObject] = [:]
        for case .object(let node) in syntaxTree["inner"]?.array ?? [] {
            let name = node["name"]?.string ?? ""
            switch node["kind"]?.string {
            case "FunctionDecl": functions[name] = node
            case "TypedefDecl": typedefs[name] = node
            case "RecordDecl" where node["completeDefinition"]?.bool == true:
                if let id = node["id"]?.string { records[id] = node }
                if !name.isEmpty, node["tagUsed"]?.string == "struct" { structures[name] = node }
            default: continue
            }
        }
        self.functions = functions
        self.typedefs = typedefs
        self.structures = structures
        self.records = records
    }

    /// The functions that the header declares.
    public var names: some Collection<String> { functions.keys }

    /// Drafts a manifest for some functions.
    ///
    /// - Parameters:
    ///   - symbols: Their names.
    ///   - library: As the manifest names it.
    /// - Returns: The draft, which a host refuses until it has examples.
    /// - Throws: `TypedCallError` for a function that is not there, or that cannot be called.
    public func manifest(for symbols: [String], library: String) throws(TypedCallError) -> Manifest {
        var declared = DeclarationDraft(header: self)
        var entries: [JSONValue] = []
        var notes: [String] = []
        for symbol in symbols {
            guard let node = functions[symbol] else {
                throw .symbol(name: symbol, reason: "the header does not declare it")
            }
            let text = try prototypeText(node, name: symbol, &declared)
            let prototype = try CPrototype(parsing: text, declarations: declared.declarations)
            let draft = RoleDraft(prototype)
            let contract = try FunctionContract(
                prototype, roles: draft.roles, declarations: declared.declarations)
            var entry: JSONObject = ["prototype": .string(text), "description": .string(Self.comment(node))]
            for (name, value) in draft.roles { entry[name] = value }
            entry["examples"] = [["arguments": Self.placeholder(contract), "result": [:]]]
            entries.append(.object(entry))
            notes += draft.notes
            if Self.comment(node).isEmpty { notes.append("\(symbol): say what it does, for a model.") }
            notes.append("\(symbol): complete its example; only examples show that a prototype is right.")
        }
        var members: JSONObject = ["library": .string(library)]
        if !declared.texts.isEmpty { members["declarations"] = .array(declared.texts.map { .string($0) }) }
        members["functions"] = .array(entries)
        return Manifest(members: members, notes: notes)
    }

    // MARK: - Parts

    private func prototypeText(
        _ node: JSONObject, name: String, _ declared: inout DeclarationDraft
    ) throws(TypedCallError) -> String {
        let whole = node["type"]?["qualType"]?.string ?? ""
        let result = Self.result(ofFunctionType: whole)
        try declared.declare(typesIn: result)
        var parameters: [String] = []
        var names: Set<String> = []
        for child in node["inner"]?.array ?? [] where child["kind"]?.string == "ParmVarDecl" {
            let type = child["type"]?["qualType"]?.string ?? ""
            try declared.declare(typesIn: type)
            let written = child["name"]?.string ?? ""
            // C keeps names with leading underscores for itself; arguments need not.
            let short = String(written.drop { $0 == "_" })
            let free =
                [short, written].first { !$0.isEmpty && !names.contains($0) } ?? "arg\(parameters.count + 1)"
            names.insert(free)
            parameters.append(CSpelling.declaration(of: free, type: type))
        }
        if node["variadic"]?.bool == true { parameters.append("...") }
        let list = parameters.isEmpty ? "void" : parameters.joined(separator: ", ")
        return "\(CSpelling.declaration(of: name, type: result))(\(list))"
    }

    /// What stands before the parameters of a function's type: `uLong (uLong, uInt)`.
    private static func result(ofFunctionType text: String) -> String {
        guard let bracket = text.utf8.firstIndex(of: UInt8(ascii: "(")) else { return text }
        let before = text[..<bracket]
        return String(before.last == " " ? before.dropLast() : before)
    }

    /// The words of the comment before a declaration, on one line.
    private static func comment(_ node: JSONObject) -> String {
        var words: [Substring] = []
        func collect(_ value: JSONValue) {
            if value["kind"]?.string == "TextComment", let text = value["text"]?.string {
                words += text.split { $0 == " " || $0 == "\n" || $0 == "\t" }
            }
            for child in value["inner"]?.array ?? [] { collect(child) }
        }
        for child in node["inner"]?.array ?? [] where child["kind"]?.string == "FullComment" {
            collect(child)
        }
        return words.prefix(commentWords).joined(separator: " ")
    }

    /// A description is paid for in every prompt.
    private static let commentWords = 80

    /// Arguments of the right kinds, for the author to replace.
    private static func placeholder(_ contract: FunctionContract) -> JSONValue {
        func value(_ schema: JSONValue) -> JSONValue {
            switch schema["type"]?.string {
            case "string": ""
            case "boolean": false
            case "array":
                .array(Array(repeating: value(schema["items"] ?? [:]), count: schema["minItems"]?.int ?? 0))
            case "object":
                .object(JSONObject((schema["properties"]?.object ?? [:]).map { ($0.name, value($0.value)) }))
            default: 0
            }
        }
        return value(.object(contract.inputSchema))
    }
}
