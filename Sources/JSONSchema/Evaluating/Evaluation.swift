// SPDX-License-Identifier: Apache-2.0

import JSON

/// One validation under way: the place it has come to, what it has spent, and what it has found.
struct Evaluation {
    let program: SchemaProgram
    /// Whether to go on after a violation and describe each.
    var isCollecting: Bool
    var violations: [FoundViolation] = []
    var instancePath: [PathToken] = []
    var keywordPath: [PathToken] = []
    /// The node whose keywords are being evaluated.
    private(set) var current = 0
    /// Whether some schema around wants to know what is evaluated.
    private(set) var tracksEvaluated = false
    var evaluated = Evaluated()
    /// The resources entered on the way, for dynamic references.
    private var scope: [Int] = []
    private var steps = 0
    private var depth = 0

    init(_ program: SchemaProgram, isCollecting: Bool) {
        self.program = program
        self.isCollecting = isCollecting
    }

    /// Counts work that grows with the instance.
    mutating func spend(_ count: Int) throws(SchemaError) {
        steps &+= count
        guard steps <= program.limits.validationSteps else {
            throw .validationWork(limit: program.limits.validationSteps)
        }
    }

    // MARK: - Nodes

    /// Evaluates a node on `instance`, which is where the evaluation stands.
    mutating func evaluate(_ index: Int, _ instance: JSONValue) throws(SchemaError) -> Bool {
        let node = program.nodes[index]
        if let verdict = node.verdict {
            return verdict || fail("false", .rule, instance, "no value is allowed here")
        }
        guard depth < program.limits.validationDepth else {
            throw .validationDepth(limit: program.limits.validationDepth)
        }
        try spend(1 &+ node.keywords.count)
        let outer = current
        current = index
        depth += 1
        defer {
            current = outer
            depth -= 1
        }
        if let types = node.types, !types.allows(instance) {
            return failExpectation("type", .kind, instance)
        }
        let isEntering = program.hasDynamicReferences && scope.last != node.resource
        if isEntering { scope.append(node.resource) }
        defer { if isEntering { scope.removeLast() } }
        guard node.finalKeywords.isEmpty else { return try evaluateTracking(node, instance) }
        return try evaluate(node.keywords, instance)
    }

    private mutating func evaluate(
        _ keywords: [any SchemaKeyword], _ instance: JSONValue
    ) throws(SchemaError) -> Bool {
        var isValid = true
        for keyword in keywords where try !keyword.validate(instance, in: &self) {
            isValid = false
            guard wantsMore else { break }
        }
        return isValid
    }

    /// Evaluates a node that asks afterwards what is left unevaluated.
    private mutating func evaluateTracking(
        _ node: SchemaNode, _ instance: JSONValue
    ) throws(SchemaError) -> Bool {
        let (wasTracking, around) = (tracksEvaluated, evaluated)
        tracksEvaluated = true
        // Schemas around see what happens here, but this one must not see what they did.
        evaluated = Evaluated()
        var isValid = try evaluate(node.keywords, instance)
        // After a failure what it would have evaluated is unknown: complaints about the rest would mislead.
        if isValid { isValid = try evaluate(node.finalKeywords, instance) }
        tracksEvaluated = wasTracking
        let inner = evaluated
        evaluated = around
        if wasTracking { evaluated.formUnion(inner) }
        return isValid
    }

    // MARK: - Applying schemas

    /// Evaluates a schema on the same instance.
    mutating func apply(_ subschema: Subschema, to instance: JSONValue) throws(SchemaError) -> Bool {
        guard isCollecting else { return try applyTracking(subschema.node, instance) }
        keywordPath.append(contentsOf: subschema.path)
        defer { keywordPath.removeLast(subschema.path.count) }
        return try applyTracking(subschema.node, instance)
    }

    /// Evaluates the schema that a reference leads to on the same instance.
    mutating func apply(
        reference slot: Int, _ keyword: String, to instance: JSONValue
    ) throws(SchemaError) -> Bool {
        let reference = program.references[slot]
        var node = reference.node
        if !reference.alternatives.isEmpty {
            node = scope.lazy.compactMap { reference.alternatives[$0] }.first ?? node
        }
        return try apply(Subschema(node: node, path: [.name(keyword)]), to: instance)
    }

    private mutating func applyTracking(_ node: Int, _ instance: JSONValue) throws(SchemaError) -> Bool {
        guard tracksEvaluated else { return try evaluate(node, instance) }
        let around = evaluated
        evaluated = Evaluated()
        let isValid = try evaluate(node, instance)
        let inner = evaluated
        evaluated = around
        if isValid { evaluated.formUnion(inner) }
        return isValid
    }

    /// Evaluates a schema on a member or element of the instance.
    mutating func apply(
        _ subschema: Subschema, to child: JSONValue, at token: PathToken
    ) throws(SchemaError) -> Bool {
        let wasTracking = tracksEvaluated
        tracksEvaluated = false
        defer { tracksEvaluated = wasTracking }
        guard isCollecting else { return try evaluate(subschema.node, child) }
        instancePath.append(token)
        defer { instancePath.removeLast() }
        return try apply(subschema, to: child)
    }

    /// Whether the same instance satisfies a schema, without a word about why not.
    mutating func accepts(_ subschema: Subschema, _ instance: JSONValue) throws(SchemaError) -> Bool {
        let wasCollecting = isCollecting
        isCollecting = false
        defer { isCollecting = wasCollecting }
        return try applyTracking(subschema.node, instance)
    }

    /// Whether a part of the instance satisfies a schema, without a word about why not.
    mutating func accepts(_ subschema: Subschema, part: JSONValue) throws(SchemaError) -> Bool {
        let (wasCollecting, wasTracking) = (isCollecting, tracksEvaluated)
        isCollecting = false
        tracksEvaluated = false
        defer {
            isCollecting = wasCollecting
            tracksEvaluated = wasTracking
        }
        return try evaluate(subschema.node, part)
    }

    /// What is wrong with the same instance by a schema, apart from what was found before.
    mutating func violations(
        of subschema: Subschema, _ instance: JSONValue
    ) throws(SchemaError) -> [FoundViolation] {
        let before = violations
        violations = []
        defer { violations = before }
        _ = try apply(subschema, to: instance)
        return violations
    }
}
