// SPDX-License-Identifier: Apache-2.0

import JSON
import Logging
import ToolModel

/// What the host sends with `Frame.Kind.load`.
struct LoadMessage: Sendable, Hashable {
    var path: String
    /// The size that the scan saw.
    var fileSize: Int
    var limits: WorkerLimits
    /// What the process confines itself to before it loads the library.
    var confinement: WorkerConfinement

    var payload: [UInt8] {
        var writer = PayloadWriter()
        writer.text(path)
        writer.number(UInt64(clamping: fileSize))
        for value in limits.values { writer.number(UInt64(clamping: value)) }
        confinement.write(to: &writer)
        return writer.bytes
    }

    init(path: String, fileSize: Int, limits: WorkerLimits, confinement: WorkerConfinement) {
        self.path = path
        self.fileSize = fileSize
        self.limits = limits
        self.confinement = confinement
    }

    init(_ payload: [UInt8]) throws(PayloadReader.Fault) {
        var reader = PayloadReader(payload)
        path = try reader.text()
        fileSize = Int(clamping: try reader.number64())
        var values: [Int] = []
        for _ in 0..<WorkerLimits.count { values.append(Int(clamping: try reader.number64())) }
        limits = WorkerLimits(values)
        confinement = try WorkerConfinement(from: &reader)
        try reader.end()
    }
}

/// The part of `PluginLimits` that a worker needs.
struct WorkerLimits: Sendable, Hashable {
    static let count = 12
    let values: [Int]

    init(_ values: [Int]) {
        self.values = values
    }

    init(_ limits: PluginLimits) {
        values = [
            limits.toolsPerPlugin, limits.schemaBytes, limits.descriptionBytes, limits.titleBytes,
            Int(limits.timeout / .milliseconds(1)), limits.runningCalls, limits.resultBytes,
            limits.resultParts,
            limits.resultDepth, limits.scratchBytes, limits.logRecordBytes, limits.logRecordsPerSecond,
        ]
    }

    /// The limits with the other fields at their defaults.
    var pluginLimits: PluginLimits {
        PluginLimits(
            toolsPerPlugin: values[0], schemaBytes: values[1], descriptionBytes: values[2],
            titleBytes: values[3],
            timeout: .milliseconds(values[4]), runningCalls: values[5], resultBytes: values[6],
            resultParts: values[7], resultDepth: values[8], scratchBytes: values[9],
            logRecordBytes: values[10],
            logRecordsPerSecond: values[11])
    }
}

/// What the host sends with `Frame.Kind.begin`.
struct BeginMessage: Sendable, Hashable {
    var folders: PluginFolders
    var values: [String: String]

    var payload: [UInt8] {
        var writer = PayloadWriter()
        for folder in [folders.sandbox, folders.data, folders.cache] { writer.text(folder) }
        writer.number(UInt32(clamping: values.count))
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            writer.text(key)
            writer.text(value)
        }
        return writer.bytes
    }

    init(folders: PluginFolders, values: [String: String]) {
        self.folders = folders
        self.values = values
    }

    init(_ payload: [UInt8]) throws(PayloadReader.Fault) {
        var reader = PayloadReader(payload)
        folders = PluginFolders(sandbox: try reader.text(), data: try reader.text(), cache: try reader.text())
        values = [:]
        for _ in 0..<(try reader.number32()) {
            let key = try reader.text()
            values[key] = try reader.text()
        }
        try reader.end()
    }
}

/// What a worker answers with `Frame.Kind.loaded`.
extension PluginIdentity {
    var payload: [UInt8] {
        var writer = PayloadWriter()
        for text in [id, name, version] { writer.text(text) }
        writer.text(license)
        writer.number(builtFor)
        return writer.bytes
    }

    init(_ payload: [UInt8]) throws(PayloadReader.Fault) {
        var reader = PayloadReader(payload)
        self.init(
            id: try reader.text(), name: try reader.text(), version: try reader.text(),
            license: try reader.optionalText(), builtFor: try reader.number32())
        try reader.end()
    }
}

/// What a worker answers with `Frame.Kind.ready`: its tools, and those that it could not read.
struct ReadyMessage: Sendable, Hashable {
    var tools: [ToolReport]
    var faults: [RegistrationFault]

    var payload: [UInt8] {
        var writer = PayloadWriter()
        writer.number(UInt32(clamping: tools.count))
        for tool in tools { tool.write(to: &writer) }
        writer.number(UInt32(clamping: faults.count))
        for entry in faults {
            writer.text(entry.name)
            writer.text(entry.fault.code.rawValue)
            writer.text(entry.fault.reason)
            writer.text(entry.fault.pointer?.description)
        }
        return writer.bytes
    }

    init(tools: [ToolReport], faults: [RegistrationFault]) {
        self.tools = tools
        self.faults = faults
    }

    /// - Parameters:
    ///   - payload: What came.
    ///   - toolLimit: The most tools that a worker lists; it may name one fault more, that there are too many.
    /// - Throws: `PayloadReader.Fault` when it is no such message.
    init(_ payload: [UInt8], toolLimit: Int = .max) throws(PayloadReader.Fault) {
        var reader = PayloadReader(payload)
        tools = []
        for _ in 0..<(try reader.count(atMost: toolLimit)) { tools.append(try ToolReport(from: &reader)) }
        faults = []
        for _ in 0..<(try reader.count(atMost: toolLimit.addingReportingOverflow(1).partialValue)) {
            let name = ToolInspector.listed(try reader.text())
            guard let code = ToolFault.Code(rawValue: try reader.text()) else { throw PayloadReader.Fault() }
            let reason = try reader.text().cleaned(toBytes: Self.reasonBytes)
            // A pointer that is none is left out: it only helps a reader.
            let pointer = try reader.optionalText().flatMap { JSONPointer($0) }
            faults.append(
                RegistrationFault(
                    name: name, fault: ToolFault(code: code, reason: reason, pointer: pointer)))
        }
        try reader.end()
    }

    /// The longest reason that is shown, in bytes.
    private static let reasonBytes = 4096
}

extension ToolReport {
    func write(to writer: inout PayloadWriter) {
        writer.text(name)
        for text in [title, description, inputSchema, outputSchema] { writer.text(text) }
        for number in [hints, timeoutMilliseconds, concurrency] { writer.number(number) }
        writer.number(outputBytes)
    }

    init(from reader: inout PayloadReader) throws(PayloadReader.Fault) {
        name = try reader.text()
        title = try reader.optionalText()
        description = try reader.optionalText()
        inputSchema = try reader.optionalText()
        outputSchema = try reader.optionalText()
        hints = try reader.number32()
        timeoutMilliseconds = try reader.number32()
        concurrency = try reader.number32()
        outputBytes = try reader.number32()
    }
}
