// SPDX-License-Identifier: Apache-2.0

import Diagnostics
import Glibc
import JSON

/// The file beside a plugin in which its author asks for permissions: `NAME.plugin.json` for `NAME.so` or `libNAME.so`.
///
/// The same file may hold the manifest of a library's functions, whose members are read elsewhere.
struct PluginSidecar: Sendable, Hashable {
    let path: String
    /// All that the plugin asks for; nil when it asks for nothing.
    let permissions: PluginPermissions?
    /// The members that describe functions, as they are written; empty when there are none.
    let manifest: JSONObject

    /// The largest file, in bytes.
    static let fileBytes = 1 << 20
    /// The deepest nesting: schemas of functions may stand in it.
    private static let depth = 64
    private static let manifestNames = PluginManifest.members.subtracting(["$schema", "permissions"]).sorted()

    /// Where the file of a plugin is.
    static func path(beside plugin: String) -> String {
        // A manifest of functions asks for itself.
        if ManifestFile.isNamed(by: plugin) { return plugin }
        var name = FileSystem.lastName(of: plugin)
        if name.hasSuffix(".so") { name.removeLast(3) }
        if name.hasPrefix("lib"), name.utf8.count > 3 { name.removeFirst(3) }
        let folder = FileSystem.folder(of: plugin)
        return "\(folder == "/" ? "" : folder)/\(name).plugin.json"
    }

    /// Reads the file beside a plugin; nil when there is none.
    ///
    /// - Throws: `PluginError.sidecarInvalid`.
    static func read(beside plugin: String, home: String?) throws(PluginError) -> PluginSidecar? {
        let path = path(beside: plugin)
        let bytes: [UInt8]
        do throws(FileSystem.Failure) {
            let file = try FileSource(path: path)
            guard file.count <= fileBytes, let found = file.bytes(at: 0, count: file.count) else {
                throw FileSystem.Failure.tooLarge
            }
            bytes = found
        } catch {
            if error.isMissing { return nil }
            throw .sidecarInvalid(path: path, reason: "it cannot be read: \(error.reason)", hint: nil)
        }
        return try PluginSidecar(parsing: bytes, path: path, home: home)
    }

    /// Reads the text of such a file.
    init(parsing bytes: [UInt8], path: String, home: String?) throws(PluginError) {
        self.path = path
        let value: JSONValue
        do {
            value = try JSONValue(
                parsing: bytes, limits: JSONLimits(bytes: Self.fileBytes, depth: Self.depth),
                duplicateKeys: .refused)
        } catch {
            throw .sidecarInvalid(path: path, reason: error.message.droppingFullStop, hint: error.hint)
        }
        do throws(MemberFault) {
            let members = try StrictMembers(
                value, names: ["$schema", "permissions"] + Self.manifestNames)
            _ = try members.text("$schema", bytes: 4096)
            permissions = try members["permissions"].map { (value) throws(MemberFault) in
                try PluginPermissions(reading: value, at: members.place(of: "permissions"), home: home)
            }
            manifest = JSONObject(Self.manifestNames.compactMap { name in members[name].map { (name, $0) } })
        } catch {
            throw .sidecarInvalid(path: path, reason: error.text, hint: error.hint)
        }
    }
}

extension FileSystem {
    /// The part after the last slash.
    static func lastName(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? path
    }
}

extension FileSystem.Failure {
    /// A file that is larger than what is read of its kind.
    static let tooLarge = FileSystem.Failure(number: EFBIG)
}
