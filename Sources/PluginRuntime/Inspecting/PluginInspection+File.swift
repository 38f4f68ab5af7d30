// SPDX-License-Identifier: Apache-2.0

extension PluginInspection {
    /// Looks at a plugin's file without running any of it.
    ///
    /// Blocks on the file system.
    ///
    /// - Parameters:
    ///   - path: The file's absolute path.
    ///   - program: The program whose process would load it.
    /// - Throws: `PluginError.notLoadable` when the file cannot be read.
    package init(ofFile path: String, for program: String) throws(PluginError) {
        do throws(FileSystem.Failure) {
            let source = try FileSource(path: path)
            self = ELFInspector(path: path, program: program).inspect(source)
        } catch {
            throw .notLoadable(path: path, reason: error.reason)
        }
    }
}
