/// The Lua text of the standard modules, embedded in the binary: the worker opens no file.
enum BundledModules {
    /// The module of that name, or nil when there is none.
    static func source(_ name: String) -> [UInt8]? {
        switch name {
        case "answers": PackageResources.answers_lua
        case "applying": PackageResources.applying_lua
        case "arguments": PackageResources.arguments_lua
        case "async": PackageResources.async_lua
        case "bulk": PackageResources.bulk_lua
        case "calls": PackageResources.calls_lua
        case "cc": PackageResources.cc_lua
        case "changes": PackageResources.changes_lua
        case "channel": PackageResources.channel_lua
        case "csv": PackageResources.csv_lua
        case "csv_records": PackageResources.csv_records_lua
        case "doubts": PackageResources.doubts_lua
        case "effects": PackageResources.effects_lua
        case "ensuring": PackageResources.ensuring_lua
        case "equality": PackageResources.equality_lua
        case "expectations": PackageResources.expectations_lua
        case "filters": PackageResources.filters_lua
        case "finding": PackageResources.finding_lua
        case "folding": PackageResources.folding_lua
        case "fractions": PackageResources.fractions_lua
        case "fresh_copy": PackageResources.fresh_copy_lua
        case "fs": PackageResources.fs_lua
        case "graph_search": PackageResources.graph_search_lua
        case "gathering": PackageResources.gathering_lua
        case "hashing": PackageResources.hashing_lua
        case "here": PackageResources.here_lua
        case "http": PackageResources.http_lua
        case "incomplete": PackageResources.incomplete_lua
        case "item_errors": PackageResources.item_errors_lua
        case "json": PackageResources.json_lua
        case "log": PackageResources.log_lua
        case "lookup": PackageResources.lookup_lua
        case "main": PackageResources.main_lua
        case "names": PackageResources.names_lua
        case "near": PackageResources.near_lua
        case "once": PackageResources.once_lua
        case "origins": PackageResources.origins_lua
        case "paging": PackageResources.paging_lua
        case "placeholders": PackageResources.placeholders_lua
        case "purging": PackageResources.purging_lua
        case "questions": PackageResources.questions_lua
        case "random": PackageResources.random_lua
        case "recordings": PackageResources.recordings_lua
        case "references": PackageResources.references_lua
        case "resource": PackageResources.resource_lua
        case "restoring": PackageResources.restoring_lua
        case "row_streams": PackageResources.row_streams_lua
        case "rows": PackageResources.rows_lua
        case "run": PackageResources.run_lua
        case "scopes": PackageResources.scopes_lua
        case "secrets": PackageResources.secrets_lua
        case "seen": PackageResources.seen_lua
        case "service": PackageResources.service_lua
        case "shared_patch": PackageResources.shared_patch_lua
        case "shown_values": PackageResources.shown_values_lua
        case "sources": PackageResources.sources_lua
        case "steps": PackageResources.steps_lua
        case "store": PackageResources.store_lua
        case "task_list": PackageResources.task_list_lua
        case "task_walk": PackageResources.task_walk_lua
        case "tasks": PackageResources.tasks_lua
        case "test": PackageResources.test_lua
        case "testing": PackageResources.testing_lua
        case "time": PackageResources.time_lua
        case "undoing": PackageResources.undoing_lua
        case "unreadable": PackageResources.unreadable_lua
        case "waiting": PackageResources.waiting_lua
        case "walking": PackageResources.walking_lua
        case "webex": PackageResources.webex_lua
        default: nil
        }
    }
}
