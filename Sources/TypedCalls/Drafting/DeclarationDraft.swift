// SPDX-License-Identifier: Apache-2.0

import JSON

/// Collects the declarations that types need, each after those that it needs itself.
struct DeclarationDraft {
    let header: HeaderDraft
    private(set) var texts: [String] = []
    private(set) var declarations = CDeclarations()
    private var seen: Set<String> = []

    /// How deep types may be made of types.
    private static let depthLimit = 16

    init(header: HeaderDraft) {
        self.header = header
    }

    /// Declares what a type is made of, unless C knows it or it has been declared.
    mutating func declare(typesIn type: String, depth: Int = 0) throws(TypedCallError) {
        guard depth < Self.depthLimit else { return }
        // What is no type is reported when the prototype is read.
        guard let tokens = try? CLexer.tokens(of: type.replacingStars) else { return }
        for (index, token) in tokens.enumerated() where token.kind == .word {
            let name = token.text
            guard !CParser.basicWords.contains(name), !CParser.otherKeywords.contains(name),
                CParser.known(name) == nil
            else { continue }
            if index > 0, tokens[index - 1].text == "struct" {
                try declareStructure(name, depth: depth)
            } else {
                try declareTypedef(name, depth: depth)
            }
        }
    }

    private mutating func declareStructure(_ tag: String, depth: Int) throws(TypedCallError) {
        guard let record = header.structures[tag], seen.insert("struct \(tag)").inserted else { return }
        let members = try members(of: record, depth: depth)
        try add("struct \(tag) { \(members) };")
    }

    private mutating func declareTypedef(_ name: String, depth: Int) throws(TypedCallError) {
        guard let node = header.typedefs[name], seen.insert(name).inserted else { return }
        if let id = Self.anonymousRecord(of: node), let record = header.records[id],
            record["name"]?.string ?? "" == ""
        {
            let members = try members(of: record, depth: depth)
            try add("typedef struct { \(members) } \(name);")
            return
        }
        let type = node["type"]?["qualType"]?.string ?? ""
        try declare(typesIn: type, depth: depth + 1)
        try add("typedef \(CSpelling.declaration(of: name, type: type));")
    }

    private mutating func members(of record: JSONObject, depth: Int) throws(TypedCallError) -> String {
        var fields: [String] = []
        for field in record["inner"]?.array ?? [] where field["kind"]?.string == "FieldDecl" {
            let type = field["type"]?["qualType"]?.string ?? ""
            try declare(typesIn: type, depth: depth + 1)
            var text = CSpelling.declaration(of: field["name"]?.string ?? "", type: type)
            if field["isBitfield"]?.bool == true { text += " : 1" }
            fields.append("\(text);")
        }
        return fields.joined(separator: " ")
    }

    private mutating func add(_ text: String) throws(TypedCallError) {
        try declarations.add(text)
        texts.append(text)
    }

    /// The struct that a typedef gives its only name to.
    private static func anonymousRecord(of node: JSONObject) -> String? {
        for child in node["inner"]?.array ?? [] {
            if let id = child["ownedTagDecl"]?["id"]?.string ?? child["decl"]?["id"]?.string { return id }
        }
        return nil
    }
}

extension String {
    /// The text of a type without what the lexer of prototypes does not know.
    fileprivate var replacingStars: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0 == "^" || $0 == "&" ? "*" : $0 }))
    }
}
