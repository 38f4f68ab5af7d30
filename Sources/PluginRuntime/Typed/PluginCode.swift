// SPDX-License-Identifier: Apache-2.0

import TypedCalls

/// What a plugin's file turned out to be, before anything of it is started.
@safe enum PluginCode {
    /// A library with the entry function, which is loaded.
    case native(PluginDescriptor)
    /// A manifest, and the library that it names, which is loaded.
    case manifest(PluginManifest, CLibrary)

    var identity: PluginIdentity {
        switch self {
        case .native(let descriptor): descriptor.identity
        case .manifest(let manifest, _): manifest.identity
        }
    }

    /// Loads the file's code into this process.
    static func load(_ file: PluginFile, limits: PluginLimits) throws(PluginError) -> PluginCode {
        guard ManifestFile.isNamed(by: file.path) else {
            return .native(try PluginImage.descriptor(of: file))
        }
        let manifest = try PluginManifest(at: file.path, limits: limits)
        try manifest.checkLibrary(path: file.path)
        do throws(TypedCallError) {
            return .manifest(manifest, try CLibrary(opening: manifest.library))
        } catch {
            throw .notLoadable(path: file.path, reason: error.message.droppingFullStop)
        }
    }

    /// Looks at the file without running anything of it.
    ///
    /// - Parameters:
    ///   - file: What the scan found.
    ///   - limits: How much a manifest may describe.
    ///   - program: The program whose process is to load it.
    /// - Returns: Who the plugin is, where its file says so and not its code.
    /// - Throws: `PluginError` with what the author must do.
    @discardableResult
    static func check(
        _ file: PluginFile, limits: PluginLimits, for program: String
    ) throws(PluginError) -> PluginIdentity? {
        guard ManifestFile.isNamed(by: file.path) else {
            try PluginImage.check(file, for: program)
            return nil
        }
        let manifest = try PluginManifest(at: file.path, limits: limits)
        try manifest.checkLibrary(path: file.path)
        return manifest.identity
    }

    /// Runs what there is to run at the start, and makes the tools ready.
    func start(in surroundings: PluginSurroundings, path: String) throws(PluginError) -> NativePlugin {
        switch self {
        case .native(let descriptor): try NativePlugin(starting: descriptor, in: surroundings, path: path)
        case .manifest(let manifest, let library):
            NativePlugin(manifest, library: library, registration: surroundings.registration)
        }
    }
}

extension PluginManifest {
    /// Looks at the head of a library that is named by its path; the linker would say less of what is wrong.
    fileprivate func checkLibrary(path: String) throws(PluginError) {
        guard library.utf8.contains(UInt8(ascii: "/")) else { return }
        do {
            let entry = try FileSystem.entry(at: library)
            guard entry.kind == .file else {
                throw PluginError.notLoadable(path: library, reason: "it is no regular file")
            }
            try PluginImage.checkHeaders(of: PluginFile(path: library, entry: entry))
        } catch let error as PluginError {
            guard case .notLoadable(_, let reason, let hint) = error else { throw error }
            throw .notLoadable(
                path: path, reason: "the library \(library) is unusable, \(reason)", hint: hint)
        } catch let failure as FileSystem.Failure {
            throw .notLoadable(path: path, reason: "the library \(library) is unusable, \(failure.reason)")
        } catch {
            throw .notLoadable(path: path, reason: "the library \(library) is unusable")
        }
    }
}
