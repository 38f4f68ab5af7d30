// SPDX-License-Identifier: Apache-2.0

import JSON
import TypedCalls

/// A library whose functions are tools, as `NAME.plugin.json` describes it.
///
///     {"library": "libm.so.6", "functions": [{"prototype": "double hypot(double x, double y)", …}]}
///
/// A fault of one function leaves out that function; a fault of the whole, the whole.
struct PluginManifest: Sendable {
    let identity: PluginIdentity
    /// A path, or a name under which the system finds the library.
    let library: String
    let functions: [ManifestFunction]
    let faults: [RegistrationFault]

    /// The members that make such a file a manifest.
    static let functionMembers = ["library", "functions"]
    /// All members that a manifest may have; `permissions` is read elsewhere.
    static let members: Set<String> = [
        "$schema", "id", "name", "version", "license", "library", "declarations", "functions", "permissions",
    ]
    private static let declarationLimit = 64
    /// The longest path of a library, in bytes.
    private static let pathBytes = 4096

    /// Reads a manifest and checks all of it that can be checked without the library.
    ///
    /// - Parameters:
    ///   - path: The file, whose name and folder stand in for what it does not say.
    ///   - limits: How much it may describe.
    /// - Throws: `PluginError.invalidDescriptor` for a fault of the whole.
    init(at path: String, limits: PluginLimits) throws(PluginError) {
        do throws(ManifestFault) {
            try self.init(
                reading: ManifestFile.object(of: ManifestFile.bytes(at: path)), path: path, limits: limits)
        } catch {
            throw .invalidDescriptor(path: path, reason: error.text)
        }
    }

    init(reading object: JSONObject, path: String, limits: PluginLimits) throws(ManifestFault) {
        let members = try ManifestMembers(.object(object), known: Self.members)
        _ = try members.text("$schema")
        identity = try Self.identity(members, path: path)
        library = try Self.library(members, path: path)
        let declarations = try Self.declarations(members)
        guard members["functions"] != nil else { throw members.fault(nil, "\"functions\" is missing") }
        let entries = try members.list("functions", limit: limits.toolsPerPlugin)
        guard !entries.isEmpty else { throw members.fault("functions", "there is no function") }
        var functions: [ManifestFunction] = []
        var faults: [RegistrationFault] = []
        var names: Set<String> = []
        let place = JSONPointer().appending("functions")
        for (index, entry) in entries.enumerated() {
            do throws(ManifestFault) {
                let function = try ManifestFunction(
                    entry, at: place.appending(index), declarations: declarations, limits: limits)
                guard names.insert(function.report.name).inserted else {
                    throw ManifestFault(
                        pointer: place.appending(index),
                        reason: "there is a function \"\(function.report.name)\" before this one",
                        code: .duplicateName)
                }
                functions.append(function)
            } catch {
                faults.append(
                    RegistrationFault(name: ManifestFunction.listedName(entry), fault: ToolFault(error)))
            }
        }
        self.functions = functions
        self.faults = faults
    }

    // MARK: - Members

    private static func identity(_ members: ManifestMembers, path: String) throws(ManifestFault)
        -> PluginIdentity
    {
        let stem = PluginFile.stem(of: path)
        let name = try members.text("name") ?? stem
        let identity = PluginIdentity(
            id: try members.text("id") ?? "local.\(label(of: name))", name: name,
            version: try members.text("version") ?? "0", license: try members.text("license"),
            builtFor: PluginABI.host)
        if let fault = identity.fault { throw ManifestFault(reason: fault) }
        return identity
    }

    /// A label of a reverse DNS name, made of another name.
    private static func label(of name: String) -> String {
        let bytes = name.utf8.map { byte -> UInt8 in
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            if isLetter { return byte | 0x20 }
            return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? byte : UInt8(ascii: "-")
        }
        let trimmed = bytes.drop { $0 == UInt8(ascii: "-") }.reversed().drop { $0 == UInt8(ascii: "-") }
            .reversed()
        return trimmed.isEmpty ? "plugin" : String(decoding: Array(trimmed), as: UTF8.self)
    }

    private static func library(_ members: ManifestMembers, path: String) throws(ManifestFault) -> String {
        let library = try members.requiredText("library")
        guard library.utf8.count <= pathBytes, !library.utf8.contains(where: { $0 < 0x20 }) else {
            throw members.fault("library", "there is no name or path of a library")
        }
        guard library.utf8.contains(UInt8(ascii: "/")), !library.hasPrefix("/") else { return library }
        let folder = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? "."
        return "\(folder)/\(library.hasPrefix("./") ? String(library.dropFirst(2)) : library)"
    }

    /// The path of the library that a manifest names by a path; nil for one that the system finds, or none.
    static func libraryPath(namedIn path: String) -> String? {
        // What is wrong with the manifest is said when it is loaded.
        guard let members = try? ManifestFile.object(of: ManifestFile.bytes(at: path)),
            let named = try? ManifestMembers(.object(members), known: Self.members),
            let library = try? library(named, path: path), library.utf8.contains(UInt8(ascii: "/"))
        else { return nil }
        return library
    }

    private static func declarations(_ members: ManifestMembers) throws(ManifestFault) -> CDeclarations {
        var declarations = CDeclarations()
        for (index, value) in try members.list("declarations", limit: declarationLimit).enumerated() {
            let pointer = members.pointer.appending("declarations").appending(index)
            guard let text = value.string else {
                throw ManifestFault(
                    pointer: pointer, reason: "there is \(value.kindWithArticle), where a string is due")
            }
            do throws(TypedCallError) {
                try declarations.add(text)
            } catch {
                throw ManifestFault(pointer: pointer, reason: error.message.droppingFullStop.lowercasedStart)
            }
        }
        return declarations
    }
}

extension String {
    /// The text for the middle of a sentence.
    fileprivate var lowercasedStart: String { prefix(1).lowercased() + dropFirst() }
}
