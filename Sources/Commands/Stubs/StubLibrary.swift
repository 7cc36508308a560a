import Catalog

/// The definitions for editors: our own modules, written by hand, and every operation, made from the catalog.
///
/// The same catalog gives the same files, byte for byte.
struct StubLibrary {
    /// The files by their paths within the library's folder, sorted.
    let files: [(path: String, text: String)]

    init(_ catalog: Catalog = .bundled) {
        var types = StubTypes()
        var files = Self.handWritten
        for module in Operation.Module.allCases {
            let resources = catalog.resources(of: module).sorted()
            for resource in resources {
                let operations = OperationList.verbs(of: resource).filter { !$0.contains("@") }
                    .compactMap { catalog["\(resource).\($0)"] }
                let stub = ResourceStub(module, resource, operations)
                files.append(("\(module.rawValue)/\(resource).lua", stub.text(&types)))
            }
            files.append(("\(module.rawValue).lua", Self.module(module, resources)))
        }
        let shapes = types.bodies.sorted { $0.key < $1.key }.map { $0.value + "\n" }.joined()
        files.append(("shapes.lua", "---@meta\n\n-- What several operations take or give.\n\n" + shapes))
        self.files = files.sorted { $0.path < $1.path }
    }

    /// The modules that a script may require besides `cc` and `webex`, that of the bundled plugin among them, with the text that
    /// defines each.
    static let handWritten: [(path: String, text: String)] = [
        ("async.lua", text(PackageResources.async_lua)), ("audio.lua", text(PackageResources.audio_lua)),
        ("csv.lua", text(PackageResources.csv_lua)), ("exporting.lua", text(PackageResources.exporting_lua)),
        ("fs.lua", text(PackageResources.fs_lua)), ("globals.lua", text(PackageResources.globals_lua)),
        ("http.lua", text(PackageResources.http_lua)), ("json.lua", text(PackageResources.json_lua)),
        ("log.lua", text(PackageResources.log_lua)), ("recordings.lua", text(PackageResources.recordings_lua)),
        ("run.lua", text(PackageResources.run_lua)), ("s3.lua", text(PackageResources.s3_lua)),
        ("store.lua", text(PackageResources.store_lua)),
        ("test.lua", text(PackageResources.test_lua)), ("testing.lua", text(PackageResources.testing_lua)),
        ("time.lua", text(PackageResources.time_lua)),
        ("values.lua", text(PackageResources.values_lua)),
    ]

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    private static func module(_ module: Operation.Module, _ resources: [String]) -> String {
        let name = module.rawValue
        let fields = resources.map { "---@field \($0) \(name).\($0)\n" }.joined()
        let null = module == .cc ? "---@field null any clears a field\n" : ""
        let helpers = module == .cc ? PackageResources.cc_helpers_lua : PackageResources.webex_helpers_lua
        return "---@meta\n\n---@class \(name)\n\(null)\(fields)local \(name) = {}\n\n\(text(helpers))\nreturn \(name)\n"
    }
}
