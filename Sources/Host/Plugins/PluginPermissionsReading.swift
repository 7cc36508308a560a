import Catalog
import JSON

extension PluginPermissions {
    private static let fields = ["net", "read", "write", "operations", "scopes", "changes", "deletes"]

    /// Reads the permissions that a manifest asks for.
    ///
    /// - Throws: `HostError` that names plugin, field, value and the way out.
    init(_ table: ManifestTable) throws(HostError) {
        self.init()
        try table.refuseOthers(than: Self.fields)
        for text in try table.texts("net", example: "example.com") {
            guard let host = HostGrant(text) else {
                throw table.mistake(
                    "net",
                    "'\(text)' is no host",
                    hint: "write example.com, example.com:8443 or *.example.com"
                )
            }
            hosts.append(host)
        }
        readFolders = try Self.folders("read", table)
        writeFolders = try Self.folders("write", table)
        operations = try table.texts("operations", example: "user.list")
        for name in operations { try Self.check(name, table) }
        scopes = try table.texts("scopes", example: "cjp:config_read")
        let known = Set(Catalog.bundled.names.compactMap { Catalog.bundled[$0] }.flatMap(\.scopes))
        for scope in scopes where !known.contains(scope) {
            throw table.mistake(
                "scopes",
                "no operation needs '\(scope)'",
                hint: NearNames.question(scope, among: known) ?? "scopes are \(known.sorted().joined(separator: ", "))"
            )
        }
        allowsDeletes = try table.truth("deletes")
        switch table["changes"] {
        case nil, .bool(false): changes = 0
        case .bool(true): changes = nil
        case .integer(let number) where number >= 0: changes = Int(clamping: number)
        case let value?:
            throw table.mistake(
                "changes",
                "is \(ManifestTable.word(value))",
                hint: "write true for any number of changes, or how many a run may make"
            )
        }
    }

    private static func folders(_ field: String, _ table: ManifestTable) throws(HostError) -> [String] {
        let folders = try table.texts(field, example: "~/recordings")
        for folder in folders
        where folder.isEmpty || folder.utf8.contains(0) || folder.hasPrefix("~") && !folder.hasPrefix("~/") {
            throw table.mistake(
                field,
                "'\(folder)' is no folder",
                hint: "write /srv/data, ~/data, or data for one beneath the current folder"
            )
        }
        return folders
    }

    private static func check(_ name: String, _ table: ManifestTable) throws(HostError) {
        let catalog = Catalog.bundled
        if name == "*" || catalog[name] != nil { return }
        if name.hasSuffix(".*") {
            let resource = String(name.dropLast(2))
            guard !catalog.resources.contains(resource) else { return }
            throw table.mistake(
                "operations",
                "there is no resource '\(resource)'",
                hint: NearNames.question(resource, among: catalog.resources) ?? "find it with patchbay api"
            )
        }
        throw table.mistake(
            "operations",
            "there is no operation '\(name)'",
            hint: NearNames.question(name, among: catalog.names.filter { !$0.contains("@") })
                ?? "find it with patchbay api"
        )
    }

    /// As a manifest has them, for the record of an installed plugin.
    package var json: JSONValue {
        var fields: JSONObject = [:]
        let lists = [
            ("net", hosts.map(\.text)), ("read", readFolders), ("write", writeFolders), ("operations", operations),
            ("scopes", scopes),
        ]
        for (name, texts) in lists where !texts.isEmpty { fields[name] = .array(texts.map(JSONValue.string)) }
        fields["changes"] = changes.map { .integer(Int64($0)) } ?? true
        if allowsDeletes { fields["deletes"] = true }
        return .object(fields)
    }
}
