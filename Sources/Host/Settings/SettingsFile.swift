// SPDX-License-Identifier: Apache-2.0

import Configuration
import Diagnostics
import Foundation
import JSON
import Yams

/// Reads `toolhost.yaml` or `toolhost.json` and refuses keys that no setting has.
enum SettingsFile {
    /// Settings are a page of text; a larger file is another file by mistake.
    static let largestBytes = 1 << 20

    static let names = ["toolhost.yaml", "toolhost.yml", "toolhost.json"]

    /// The file's layer; nil when it holds nothing.
    static func layer(
        _ path: String, as shown: String, settings: [Setting] = SettingsTable.all
    ) throws(SettingsError) -> SettingsLayer? {
        let bytes = try contents(of: path, as: shown)
        let isJSON = path.hasSuffix(".json")
        let lines = isJSON ? try jsonKeys(bytes, as: shown) : try yamlKeys(bytes, as: shown)
        guard let lines else { return nil }
        try refuseUnknown(lines, as: shown, settings: settings)
        do {
            let values: any ConfigSnapshot =
                isJSON
                ? try JSONSnapshot(data: bytes.span.bytes, providerName: shown, parsingOptions: .default)
                : try YAMLSnapshot(data: bytes.span.bytes, providerName: shown, parsingOptions: .default)
            return SettingsLayer(origin: .file(shown, lines: lines.compactMapValues(\.self)), values: values)
        } catch {
            throw .unreadableFile(shown, detail: "\(error)")
        }
    }

    private static func contents(of path: String, as shown: String) throws(SettingsError) -> [UInt8] {
        guard FileManager.default.fileExists(atPath: path) else { throw .missingFile(shown) }
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw .unreadableFile(shown, detail: "permission denied")
        }
        let data: Data
        do {
            data = try file.read(upToCount: largestBytes + 1) ?? Data()
        } catch {
            throw .unreadableFile(shown, detail: error.localizedDescription)
        }
        guard data.count <= largestBytes else {
            throw .unreadableFile(shown, detail: "it is larger than \(largestBytes) bytes")
        }
        return Array(data)
    }

    private static func refuseUnknown(
        _ keys: [String: Int?], as shown: String, settings: [Setting]
    ) throws(SettingsError) {
        let known = settings.map(\.key)
        let unknown = keys.filter { !known.contains($0.key) }
        let first = unknown.min { left, right in
            (left.value ?? 0, left.key) < (right.value ?? 0, right.key)
        }
        guard let first else { return }
        let place = first.value.map { "\(shown), line \($0)" } ?? shown
        throw .unknownKey(first.key, place: place, nearest: NearestNames.hint(for: first.key, among: known))
    }

    /// Every leaf's key with its line; nil for a file without content.
    private static func yamlKeys(_ bytes: [UInt8], as shown: String) throws(SettingsError) -> [String: Int?]?
    {
        let root: Node?
        do {
            root = try Yams.compose(yaml: String(decoding: bytes, as: UTF8.self))
        } catch {
            throw .unreadableFile(shown, detail: yamlFault(error))
        }
        guard let root else { return nil }
        if root.null != nil { return nil }
        guard let mapping = root.mapping else {
            throw .unreadableFile(shown, detail: "it holds no keys and values")
        }
        var keys: [String: Int?] = [:]
        collect(mapping, under: "", into: &keys)
        return keys
    }

    private static func collect(
        _ mapping: Node.Mapping, under prefix: String, into keys: inout [String: Int?]
    ) {
        for (key, value) in mapping {
            let name = prefix + (key.string ?? "?")
            if let inner = value.mapping {
                collect(inner, under: name + ".", into: &keys)
            } else {
                keys[name] = key.mark?.line
            }
        }
    }

    private static func yamlFault(_ error: any Error) -> String {
        guard let fault = error as? YamlError else { return "it is not YAML" }
        switch fault {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return "line \(mark.line), column \(mark.column): \(problem)"
        case .duplicatedKeysInMapping(let duplicates, let context):
            return
                "line \(context.mark.line): \(duplicates.map(String.init(describing:)).joined(separator: ", ")) twice"
        default:
            return "it is not YAML"
        }
    }

    private static func jsonKeys(_ bytes: [UInt8], as shown: String) throws(SettingsError) -> [String: Int?] {
        let value: JSONValue
        do {
            value = try JSONValue(parsing: bytes, limits: JSONLimits(depth: 16), duplicateKeys: .refused)
        } catch {
            throw .unreadableFile(shown, detail: error.message)
        }
        guard let object = value.object else {
            throw .unreadableFile(shown, detail: "it is not a JSON object")
        }
        var keys: [String: Int?] = [:]
        collect(object, under: "", into: &keys)
        return keys
    }

    private static func collect(_ object: JSONObject, under prefix: String, into keys: inout [String: Int?]) {
        for (name, value) in object {
            if let inner = value.object {
                collect(inner, under: prefix + name + ".", into: &keys)
            } else {
                keys.updateValue(nil, forKey: prefix + name)
            }
        }
    }
}
