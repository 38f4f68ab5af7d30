// SPDX-License-Identifier: Apache-2.0

import JSON
import ToolABI
import ToolModel
import TypedCalls

/// One function of a manifest: what it is in C, what it is as a tool, and how it is known to work.
struct ManifestFunction: Sendable {
    let contract: FunctionContract
    let report: ToolReport
    let examples: [ManifestExample]

    private static let members: Set<String> = [
        "name", "title", "description", "prototype", "parameters", "returns", "errors", "input_schema",
        "hints",
        "concurrency", "timeout_ms", "examples",
    ]
    private static let hints: [(name: String, claim: UInt32, contrary: UInt32)] = [
        ("read_only", TH_HINT_READ_ONLY, TH_HINT_WRITES),
        ("destructive", TH_HINT_DESTRUCTIVE, TH_HINT_ADDITIVE),
        ("idempotent", TH_HINT_IDEMPOTENT, TH_HINT_NOT_IDEMPOTENT),
        ("open_world", TH_HINT_OPEN_WORLD, TH_HINT_CLOSED_WORLD),
    ]
    /// The most examples of one function: each costs a model its tokens.
    private static let exampleLimit = 16

    /// A name to list a function under that may be faulty.
    static func listedName(_ entry: JSONValue) -> String {
        let name = entry["name"]?.string ?? entry["prototype"]?.string.flatMap(Self.name) ?? ""
        return name.isEmpty ? "?" : ToolInspector.listed(name)
    }

    /// The word before the first bracket.
    private static func name(ofPrototype text: String) -> String? {
        guard let bracket = text.utf8.firstIndex(of: UInt8(ascii: "(")) else { return nil }
        return text[..<bracket].split { $0 == " " || $0 == "*" || $0 == "\n" }.last.map(String.init)
    }

    /// Reads one entry of `functions`.
    init(
        _ entry: JSONValue, at pointer: JSONPointer, declarations: CDeclarations, limits: PluginLimits
    ) throws(ManifestFault) {
        let members = try ManifestMembers(entry, at: pointer, known: Self.members)
        let contract = try Self.contract(members, declarations: declarations)
        let (input, output) = (try Self.inputSchema(members, contract), contract.outputSchema)
        let examples = try members.list("examples", limit: Self.exampleLimit)
        guard !examples.isEmpty else {
            throw ManifestFault(
                pointer: pointer.appending("examples"),
                reason: "there is no example: nothing else shows that the prototype is right",
                code: .invalidExample)
        }
        let checker = try ExampleReader(input: input, output: output, at: pointer)
        var read: [ManifestExample] = []
        for (index, example) in examples.enumerated() {
            read.append(try checker.read(example, at: pointer.appending("examples").appending(index)))
        }
        self.contract = contract
        self.examples = read
        var shown = input
        shown["examples"] = .array(read.map { .object($0.arguments) })
        report = ToolReport(
            name: try members.text("name") ?? contract.prototype.name, title: try members.text("title"),
            description: try members.requiredText("description"),
            inputSchema: JSONValue.object(shown).jsonText(),
            outputSchema: JSONValue.object(output).jsonText(),
            hints: try Self.hints(members), timeoutMilliseconds: try Self.timeout(members),
            concurrency: try Self.concurrency(members).rawValue, outputBytes: 0)
    }

    private static func contract(
        _ members: ManifestMembers, declarations: CDeclarations
    ) throws(ManifestFault) -> FunctionContract {
        let text = try members.requiredText("prototype")
        let prototype: CPrototype
        do throws(TypedCallError) {
            prototype = try CPrototype(parsing: text, declarations: declarations)
        } catch {
            throw ManifestFault(error, at: members.pointer.appending("prototype"))
        }
        var roles = JSONObject()
        for name in FunctionContract.members.sorted() { roles[name] = members[name] }
        do throws(TypedCallError) {
            return try FunctionContract(prototype, roles: roles, declarations: declarations)
        } catch {
            throw ManifestFault(error, at: members.pointer)
        }
    }

    private static func inputSchema(
        _ members: ManifestMembers, _ contract: FunctionContract
    ) throws(ManifestFault) -> JSONObject {
        guard let author = members["input_schema"] else { return contract.inputSchema }
        do throws(TypedCallError) {
            return try SchemaNarrowing.join(contract.inputSchema, with: author)
        } catch {
            throw ManifestFault(error, at: members.pointer.appending("input_schema"))
        }
    }

    private static func hints(_ members: ManifestMembers) throws(ManifestFault) -> UInt32 {
        guard let object = try members.object("hints") else { return 0 }
        let place = members.pointer.appending("hints")
        let given = try ManifestMembers(.object(object), at: place, known: Set(hints.map(\.name)))
        var bits: UInt32 = 0
        for hint in hints {
            if let flag = try given.flag(hint.name) { bits |= flag ? hint.claim : hint.contrary }
        }
        return bits
    }

    private static func timeout(_ members: ManifestMembers) throws(ManifestFault) -> UInt32 {
        guard let value = members["timeout_ms"] else { return 0 }
        guard let milliseconds = value.int, (1...600_000).contains(milliseconds) else {
            throw members.fault("timeout_ms", "there is no whole number from 1 to 600000")
        }
        return UInt32(milliseconds)
    }

    private static func concurrency(_ members: ManifestMembers) throws(ManifestFault) -> ToolConcurrency {
        switch try members.text("concurrency") {
        case nil, "plugin"?: return .serialInPlugin
        case "tool"?: return .serialInTool
        case "reentrant"?: return .reentrant
        default:
            throw members.fault("concurrency", "there is none of \"plugin\", \"tool\" and \"reentrant\"")
        }
    }
}
