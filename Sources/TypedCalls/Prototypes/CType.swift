// SPDX-License-Identifier: Apache-2.0

/// A type of the subset of C that functions can be called with.
public indirect enum CType: Sendable, Hashable {
    case void
    case bool
    case integer(CInteger)
    case float
    case double
    case structure(CStructure)
    /// A pointer; `isConstant` when the function promises not to write through it.
    case pointer(to: CType, isConstant: Bool)

    /// The size of a value, in bytes; zero for void.
    var size: Int {
        switch self {
        case .void: 0
        case .bool: 1
        case .integer(let integer): integer.bits / 8
        case .float: 4
        case .double: 8
        case .structure(let structure): structure.size
        case .pointer: Int.bitWidth / 8
        }
    }

    /// What the address of a value is a multiple of.
    var alignment: Int {
        if case .structure(let structure) = self { structure.alignment } else { max(size, 1) }
    }

    var integer: CInteger? {
        if case .integer(let integer) = self { integer } else { nil }
    }

    /// Whether memory of this type may hold bytes or text: it is void, or an integer of eight bits.
    var isBytewise: Bool {
        self == .void || integer?.bits == 8
    }

    /// Whether a value of it can stand in JSON by itself.
    var isPlain: Bool {
        switch self {
        case .bool, .integer, .float, .double, .structure: true
        case .void, .pointer: false
        }
    }
}

/// A struct whose members are all known, laid out as C does.
public struct CStructure: Sendable, Hashable {
    /// A member, and how many of it when it is an array.
    struct Member: Sendable, Hashable {
        let name: String
        let type: CType
        let count: Int?
        let offset: Int
    }

    let members: [Member]
    let size: Int
    let alignment: Int

    /// Lays members out in their order, each at the next multiple of its alignment.
    init(_ members: [(name: String, type: CType, count: Int?)]) {
        var end = 0
        var widest = 1
        var placed: [Member] = []
        for (name, type, count) in members {
            let offset = Self.roundUp(end, to: type.alignment)
            placed.append(Member(name: name, type: type, count: count, offset: offset))
            end = offset + type.size * (count ?? 1)
            widest = max(widest, type.alignment)
        }
        self.members = placed
        size = Self.roundUp(end, to: widest)
        alignment = widest
    }

    private static func roundUp(_ value: Int, to step: Int) -> Int {
        (value + step - 1) / step * step
    }
}
