// SPDX-License-Identifier: Apache-2.0

/// The members of a chunk that mean something, told by their bytes.
enum ChunkName {
    case id, object, type, created, model, error, choices, usage
    case index, delta, message, finishReason
    case content, reasoning, reasoningContent, refusal, toolCalls, functionCall
    case function, name, arguments
    case other
    /// None: the object is over.
    case end

    /// The bytes of each short name as one integer, the first one highest.
    private enum Key {
        static let id: UInt64 = 0x69_64
        static let type: UInt64 = 0x74_79_70_65
        static let name: UInt64 = 0x6E_61_6D_65
        static let error: UInt64 = 0x65_72_72_6F_72
        static let usage: UInt64 = 0x75_73_61_67_65
        static let index: UInt64 = 0x69_6E_64_65_78
        static let delta: UInt64 = 0x64_65_6C_74_61
        static let object: UInt64 = 0x6F_62_6A_65_63_74
        static let model: UInt64 = 0x6D_6F_64_65_6C
        static let created: UInt64 = 0x63_72_65_61_74_65_64
        static let choices: UInt64 = 0x63_68_6F_69_63_65_73
        static let message: UInt64 = 0x6D_65_73_73_61_67_65
        static let content: UInt64 = 0x63_6F_6E_74_65_6E_74
        static let refusal: UInt64 = 0x72_65_66_75_73_61_6C
        static let function: UInt64 = 0x66_75_6E_63_74_69_6F_6E
    }

    /// - Parameter bytes: the name without its quotes; nil when escapes keep it from being told by its bytes.
    init?(_ bytes: Span<UInt8>) {
        var key: UInt64 = 0
        for index in 0..<bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\") { return nil }
            key = key << 8 | UInt64(byte)
        }
        self = bytes.count <= 8 ? Self.short(key, length: bytes.count) : Self.long(bytes)
    }

    private static func short(_ key: UInt64, length: Int) -> ChunkName {
        switch (length, key) {
        case (2, Key.id): .id
        case (4, Key.type): .type
        case (4, Key.name): .name
        case (5, Key.error): .error
        case (5, Key.usage): .usage
        case (5, Key.index): .index
        case (5, Key.delta): .delta
        case (6, Key.object): .object
        case (5, Key.model): .model
        case (7, Key.created): .created
        case (7, Key.choices): .choices
        case (7, Key.message): .message
        case (7, Key.content): .content
        case (7, Key.refusal): .refusal
        case (8, Key.function): .function
        default: .other
        }
    }

    private static func long(_ bytes: Span<UInt8>) -> ChunkName {
        switch bytes.count {
        case 9 where bytes.equals("reasoning"): .reasoning
        case 9 where bytes.equals("arguments"): .arguments
        case 10 where bytes.equals("tool_calls"): .toolCalls
        case 13 where bytes.equals("finish_reason"): .finishReason
        case 13 where bytes.equals("function_call"): .functionCall
        case 17 where bytes.equals("reasoning_content"): .reasoningContent
        default: .other
        }
    }
}
