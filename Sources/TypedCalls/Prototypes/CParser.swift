// SPDX-License-Identifier: Apache-2.0

/// Reads prototypes and declarations.
struct CParser {
    var declarations: CDeclarations
    private let tokens: [CToken]
    private var index = 0

    /// The most parameters, as libffi's wrapper takes them.
    private static let parameterLimit = 32
    /// The most members of a struct, array elements counted one by one.
    private static let memberLimit = 64

    init(_ text: String, declarations: CDeclarations) throws(CFault) {
        tokens = try CLexer.tokens(of: text)
        self.declarations = declarations
    }

    // MARK: - Wholes

    /// Declarations up to the end.
    mutating func readDeclarations() throws(CFault) {
        while current.kind != .end {
            guard try declaration() else {
                throw fault("a typedef or a struct is due here")
            }
        }
    }

    /// Declarations, then one prototype up to the end.
    mutating func readPrototype() throws(CFault) -> CPrototype {
        while try declaration() {}
        accept("extern")
        let specified = try specifiers()
        let (type, spelling) = try pointers(specified)
        let name = try identifier("the function's name")
        guard accept("(") else { throw fault("( is due after the function's name") }
        let parameters = try parameters()
        accept(";")
        guard current.kind == .end else { throw fault("\(current.quoted) follows the prototype") }
        return CPrototype(name: name.text, parameters: parameters, result: type, resultSpelling: spelling)
    }

    /// A typedef or a struct with a tag; false when something else is next.
    private mutating func declaration() throws(CFault) -> Bool {
        if accept("typedef") {
            let specified = try specifiers()
            let (type, _) = try pointers(specified)
            let name = try identifier("the name of the new type")
            guard !accept("[") else { throw fault("an array type needs a struct around it", at: name) }
            try declare(name, type)
            try expect(";", "; is due after a typedef")
            return true
        }
        guard current.text == "struct", tokens.indices.contains(index + 2), tokens[index + 2].text == "{"
        else {
            return false
        }
        _ = try specifiers()
        try expect(";", "; is due after a struct")
        return true
    }

    private mutating func declare(_ name: CToken, _ type: CType) throws(CFault) {
        guard declarations.types.count < CDeclarations.limit else {
            throw fault("there are over \(CDeclarations.limit) names of types", at: name)
        }
        guard Self.known(name.text) == nil else {
            throw fault("\(name.quoted) has a meaning already", at: name)
        }
        if let other = declarations.types[name.text], other != type {
            throw fault("\(name.quoted) has another meaning already", at: name)
        }
        declarations.types[name.text] = type
    }

    // MARK: - Parameters

    private mutating func parameters() throws(CFault) -> [CPrototype.Parameter] {
        if accept(")") {
            throw fault("a function without parameters is written with (void)", at: tokens[index - 1])
        }
        if current.text == "void", tokens[index + 1].text == ")" {
            index += 2
            return []
        }
        var parameters: [CPrototype.Parameter] = []
        repeat {
            guard current.text != "..." else {
                throw fault("a function with a variable number of arguments cannot be called this way")
            }
            let parameter = try parameter(number: parameters.count + 1)
            guard !parameters.contains(where: { $0.name == parameter.name }) else {
                throw fault("two parameters are called \"\(parameter.name)\"", at: tokens[index - 1])
            }
            parameters.append(parameter)
            guard parameters.count <= Self.parameterLimit else {
                throw fault("there are over \(Self.parameterLimit) parameters")
            }
        } while accept(",")
        try expect(")", ", or ) is due here")
        return parameters
    }

    private mutating func parameter(number: Int) throws(CFault) -> CPrototype.Parameter {
        let specified = try specifiers()
        let (type, spelling) = try pointers(specified)
        guard current.kind == .word else {
            throw fault(
                "parameter \(number) has no name; the names become those of the tool's arguments")
        }
        let name = try identifier("the parameter's name")
        if accept("[") {
            if current.kind == .number { index += 1 }
            try expect("]", "] is due here")
            guard !accept("[") else {
                throw fault("arrays of arrays cannot be passed", at: tokens[index - 1])
            }
            guard type != .void else { throw fault("an array of void is nothing", at: name) }
            return CPrototype.Parameter(
                name: name.text, type: .pointer(to: type, isConstant: specified.isConstant),
                spelling: spelling + " *")
        }
        guard type != .void else { throw fault("a parameter cannot be void", at: name) }
        return CPrototype.Parameter(name: name.text, type: type, spelling: spelling)
    }

    // MARK: - Types

    /// What stands before the stars.
    private struct Specified {
        let type: CType
        let isConstant: Bool
        let spelling: String
    }

    private mutating func pointers(_ specified: Specified) throws(CFault) -> (CType, String) {
        var type = specified.type
        var isConstant = specified.isConstant
        var spelling = specified.spelling
        while accept("*") {
            type = .pointer(to: type, isConstant: isConstant)
            spelling += spelling.hasSuffix("*") ? "*" : " *"
            isConstant = false
            while ["const", "restrict", "__restrict", "__restrict__"].contains(current.text) {
                isConstant = isConstant || current.text == "const"
                index += 1
            }
        }
        if current.text == "(" {
            throw fault("a pointer to a function cannot be passed: nothing in JSON stands for one")
        }
        return (type, spelling)
    }

    private mutating func specifiers() throws(CFault) -> Specified {
        let start = index
        var isConstant = false
        var words: [String] = []
        var named: CType?
        scan: while current.kind == .word {
            let word = current.text
            switch word {
            case "const": isConstant = true
            case "restrict", "register": break
            case "volatile", "_Atomic", "_Complex", "__int128":
                throw fault("\(word) is not supported")
            case "union": throw fault("a union says not which of its members it holds")
            case "enum": throw fault("an enum is passed as int; write int")
            case "struct" where named == nil && words.isEmpty:
                index += 1
                named = .structure(try structure())
                continue scan
            case _ where Self.basicWords.contains(word):
                guard named == nil else { throw fault("\(current.quoted) has no place here") }
                words.append(word)
            default:
                guard named == nil, words.isEmpty else { break scan }
                named = try typeName()
            }
            index += 1
        }
        let type: CType = if let named { named } else { try basicType(words, at: tokens[start]) }
        let spelling = tokens[start..<index].map(\.text).prefix { $0 != "{" }.joined(separator: " ")
        return Specified(type: type, isConstant: isConstant, spelling: spelling)
    }

    private func typeName() throws(CFault) -> CType {
        let name = current.text
        if let type = declarations.types[name] ?? Self.known(name) { return type }
        throw fault("\"\(name)\" is no type that is known here; declare it with a typedef")
    }

    /// After `struct`: a tag, members, or both.
    private mutating func structure() throws(CFault) -> CStructure {
        let tag: CToken? = current.kind == .word ? current : nil
        if tag != nil { index += 1 }
        guard accept("{") else {
            guard let tag else { throw fault("the struct's name or { is due here") }
            guard let known = declarations.structures[tag.text] else {
                throw fault(
                    "nothing is known of \"struct \(tag.text)\"; declare it with its members", at: tag)
            }
            return known
        }
        let structure = try members()
        if let tag {
            guard declarations.structures.count < CDeclarations.limit else {
                throw fault("there are over \(CDeclarations.limit) structs", at: tag)
            }
            declarations.structures[tag.text] = structure
        }
        return structure
    }

    private mutating func members() throws(CFault) -> CStructure {
        var members: [(name: String, type: CType, count: Int?)] = []
        var total = 0
        while !accept("}") {
            let specified = try specifiers()
            repeat {
                let member = try member(of: specified)
                guard !members.contains(where: { $0.name == member.name }) else {
                    throw fault("two members are called \"\(member.name)\"", at: tokens[index - 1])
                }
                total += member.count ?? 1
                guard total <= Self.memberLimit else {
                    throw fault("a struct has over \(Self.memberLimit) members")
                }
                members.append(member)
            } while accept(",")
            try expect(";", "; is due after a member")
        }
        guard !members.isEmpty else { throw fault("a struct without members", at: tokens[index - 1]) }
        return CStructure(members)
    }

    private mutating func member(of specified: Specified) throws(CFault) -> (
        name: String, type: CType, count: Int?
    ) {
        let (type, _) = try pointers(specified)
        let name = try identifier("the member's name")
        if case .pointer = type {
            throw fault("the member \(name.quoted) is a pointer, for which a struct has no role", at: name)
        }
        guard type != .void else { throw fault("a member cannot be void", at: name) }
        if current.text == ":" { throw fault("bit-fields are not supported") }
        guard accept("[") else { return (name.text, type, nil) }
        guard current.kind == .number, let count = Int(current.text), (1...Self.memberLimit).contains(count)
        else {
            throw fault("an array in a struct has 1 to \(Self.memberLimit) elements")
        }
        index += 1
        try expect("]", "] is due here")
        guard current.text != "[" else { throw fault("arrays of arrays are not supported") }
        return (name.text, type, count)
    }

    // MARK: - Tokens

    private var current: CToken { tokens[min(index, tokens.count - 1)] }

    @discardableResult
    private mutating func accept(_ text: String) -> Bool {
        guard current.text == text, current.kind != .end else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ text: String, _ reason: String) throws(CFault) {
        guard accept(text) else { throw fault("\(reason), not \(current.quoted)") }
    }

    private mutating func identifier(_ what: String) throws(CFault) -> CToken {
        let token = current
        guard token.kind == .word, !Self.basicWords.contains(token.text),
            !Self.otherKeywords.contains(token.text)
        else { throw fault("\(what) is due here, not \(token.quoted)") }
        index += 1
        return token
    }

    private func fault(_ reason: String, at token: CToken? = nil) -> CFault {
        CFault(reason: reason, offset: (token ?? current).offset)
    }
}
