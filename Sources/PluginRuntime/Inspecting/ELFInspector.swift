// SPDX-License-Identifier: Apache-2.0

/// Looks at a plugin's file before the dynamic linker maps it, without running any of it.
///
/// Nothing in the file is believed; every part has a limit. A plugin that passes is not harmless: it is of the right
/// kind, and finds what it needs.
struct ELFInspector {
    /// The name of the function that makes a library a plugin.
    static let entry = "th_plugin_entry_v1"

    /// Without links.
    let path: String
    /// The program whose process loads the plugin, for what that process has anyway.
    let program: String

    /// Everything there is to say; a file that cannot be read on ends with its first refusal.
    func inspect(_ source: any ByteSource) -> PluginInspection {
        var inspection = PluginInspection()
        do throws(PluginFinding) {
            let file = try ELFFile(reading: source)
            let dynamic = try ELFDynamic(of: file)
            try Self.checkUse(dynamic)
            let symbols = try ELFSymbols(of: file, dynamic)
            inspection.findings += entryFindings(symbols, file)
            inspection.findings += Self.memoryFindings(file, dynamic)
            note(symbols, in: &inspection)
            note(dynamic, in: &inspection)
        } catch {
            inspection.findings.append(error)
        }
        let findings = inspection.findings
        inspection.findings =
            findings.filter { $0.code.isRefusal } + findings.filter { !$0.code.isRefusal }
        return inspection
    }

    private static func checkUse(_ dynamic: ELFDynamic) throws(PluginFinding) {
        if dynamic.isProgram { throw .noLibrary("a program", advice: "Link it with -shared, not -pie.") }
        if dynamic.forbidsOpening {
            throw PluginFinding(
                .notOpenable, "it forbids being loaded while a program runs",
                advice: "Link it without -z nodlopen.")
        }
    }

    // MARK: - Symbols

    private func entryFindings(_ symbols: ELFSymbols, _ file: ELFFile) -> [PluginFinding] {
        let entry = Array(Self.entry.utf8)
        let found = symbols.exports.filter { $0.name.elementsEqual(entry) }
        guard let first = found.first else { return [missingEntry(symbols, entry)] }
        guard first.isFunction else {
            return [
                PluginFinding(
                    .noEntry, "its \(Self.entry) is no function",
                    advice: "Declare it as in toolhost.h: const th_plugin *\(Self.entry)(void)")
            ]
        }
        guard file.isCode(atAddress: first.address) else {
            return [PluginFinding.damaged("its \(Self.entry) leads to no code")]
        }
        return []
    }

    private func missingEntry(_ symbols: ELFSymbols, _ entry: [UInt8]) -> PluginFinding {
        let similar = symbols.exports.first { $0.name.firstRange(of: entry) != nil }
        let reason = "it does not export \(Self.entry)"
        guard let similar else {
            return PluginFinding(
                .noEntry, reason, advice: "A plugin exports the function \(Self.entry); see toolhost.h.")
        }
        return PluginFinding(
            .noEntry, "\(reason), only \(Self.listed(similar.name))",
            advice: "Export it under its plain name: extern \"C\" in C++, #[no_mangle] in Rust, @c in Swift.")
    }

    /// Names that linkers add to any library.
    private static let linkersOwn: Set<String> = ["_init", "_fini", "_edata", "_end", "__bss_start"]

    private func note(_ symbols: ELFSymbols, in inspection: inout PluginInspection) {
        let others = symbols.exports.lazy.map { String(decoding: $0.name, as: UTF8.self) }
            .filter { $0 != Self.entry && !Self.linkersOwn.contains($0) }
        inspection.otherExportCount = others.reduce(into: 0) { count, _ in count += 1 }
        guard inspection.otherExportCount > 0 else { return }
        inspection.otherExports = others.prefix(PluginInspection.listedExports).map {
            $0.cleaned(toBytes: Self.listedBytes)
        }
        let names = inspection.otherExports.prefix(3).joined(separator: ", ")
        let rest = inspection.otherExportCount > 3 ? " and others" : ""
        let count = inspection.otherExportCount == 1 ? "1 name" : "\(inspection.otherExportCount) names"
        inspection.findings.append(
            PluginFinding(
                .otherExports,
                "it exports \(count) besides its entry: \(names)\(rest)",
                advice: "Export the entry only: -fvisibility=hidden, or a linker version script."))
    }

    /// The longest name that is shown, in bytes.
    private static let listedBytes = 128

    private static func listed(_ name: ArraySlice<UInt8>) -> String {
        String(decoding: name, as: UTF8.self).cleaned(toBytes: listedBytes)
    }

    // MARK: - Memory

    /// Where a library says nothing of its stack, the loader of this machine takes it for an executable one.
    private static let isStackExecutableByDefault: Bool = {
        #if arch(x86_64)
            true
        #else
            false
        #endif
    }()

    private static func memoryFindings(_ file: ELFFile, _ dynamic: ELFDynamic) -> [PluginFinding] {
        var findings: [PluginFinding] = []
        let stack = file.segments.last { $0.kind == ELFFile.Segment.stack }
        if stack?.isExecutable ?? isStackExecutableByDefault {
            findings.append(
                PluginFinding(
                    .executableStack, "it asks for an executable stack",
                    advice:
                        "Link it with -Wl,-z,noexecstack; functions nested in functions need such a stack."))
        }
        if dynamic.hasTextRelocations {
            findings.append(
                PluginFinding(
                    .textRelocations, "its code is changed when it is loaded",
                    advice: "Compile all of it with -fPIC."))
        }
        if file.segments.contains(where: {
            $0.kind == ELFFile.Segment.loaded && $0.isWritable && $0.isExecutable
        }) {
            findings.append(
                PluginFinding(
                    .writableCode, "it has memory that is both written and executed",
                    advice: "Link it without -N and without scripts that join code and data."))
        }
        if dynamic.needsStaticThreadStorage {
            findings.append(
                PluginFinding(
                    .staticThreadStorage,
                    "it needs thread-local memory that a running program may not have left",
                    advice: "Compile it without -ftls-model=initial-exec."))
        }
        return findings
    }

    // MARK: - Libraries

    private func note(_ dynamic: ELFDynamic, in inspection: inout PluginInspection) {
        let search = LibrarySearch(origin: FileSystem.folder(of: path), folders: dynamic.searchedFolders)
        inspection.runPath = dynamic.searchedFolders.map { $0.cleaned(toBytes: ELFDynamic.textBytes) }
        inspection.findings += Self.folderFindings(search, dynamic)
        lazy var cache = LinkerCache.ofThisSystem
        lazy var preloaded = ProgramLibraries.names(of: program)
        // The worker is told to look there.
        lazy var runtime = ProgramLibraries.swiftFolder(of: program)
        for name in dynamic.needed {
            var found = search.path(of: name, in: cache)
            let isPreloaded = found == nil && preloaded.contains(name)
            if found == nil, !isPreloaded, let runtime {
                found = LibrarySearch.path(of: name, in: [runtime])
            }
            let listed = name.cleaned(toBytes: Self.listedBytes)
            inspection.libraries.append(
                PluginInspection.Library(name: listed, path: found, isPreloaded: isPreloaded))
            guard found == nil, !isPreloaded else { continue }
            inspection.findings.append(
                PluginFinding(
                    .missingLibrary, "it needs the library \(listed), which is nowhere that the loader looks",
                    advice: "Install it, link it in statically, or name its folder: -Wl,-rpath,/its/folder."))
        }
    }

    private static func folderFindings(_ search: LibrarySearch, _ dynamic: ELFDynamic) -> [PluginFinding] {
        var findings = search.folders.compactMap(search.outside).map { place in
            PluginFinding(
                .runPath,
                "it has libraries searched for outside its own folder: \(place.cleaned(toBytes: 256))",
                advice: "Whoever writes there decides what it runs; link such a library in statically.")
        }
        if dynamic.oldRunPath != nil {
            findings.append(
                PluginFinding(
                    .oldRunPath, "it uses RPATH, which rules over the libraries of others too",
                    advice: "Link it with -Wl,--enable-new-dtags."))
        }
        return findings
    }
}
