// swift-tools-version: 6.2
import PackageDescription

/// Settings of every Swift target: what a file uses, it imports itself, so that the walls between targets are visible.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "patchbay",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "patchbay", targets: ["patchbay"]),
        .executable(name: "patchbay-worker", targets: ["patchbay-worker"]),
    ],
    dependencies: [
        // The command line: verbs, options, generated help.
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // SHA-256 of recordings and of the names of limiter files; the sealing of stored credentials and secrets.
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        // Configuration is YAML that people edit by hand.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        // SQLite: the journal of runs, and the ledger of exported recordings.
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        // The simulator's HTTP server, and the listener that a sign-in's answer comes to.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        // Hummingbird's own vocabulary: buffers, header names and the logger it wants; named because files import them.
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // The daemon: what it is made of starts and ends in order, and signals end it in peace.
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        // What is counted while the daemon runs, by the names that other libraries count by too.
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    ],
    targets: [
        .target(name: "CJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(name: "JSON", dependencies: ["CJSON"], swiftSettings: settings),
        // Lua 5.4 of liblua5.4-dev, linked statically: the worker then starts without looking for it.
        .target(
            name: "CLuaBridge",
            dependencies: ["CJSON"],
            linkerSettings: [.linkedLibrary(":liblua5.4.a"), .linkedLibrary("m"), .linkedLibrary("dl")]
        ),
        // Calls of the kernel that Swift does not see.
        .systemLibrary(name: "CLinux"),
        .target(name: "LuaKit", dependencies: ["CLuaBridge"], swiftSettings: settings),
        .target(name: "Wire", swiftSettings: settings),
        .target(
            name: "Worker",
            dependencies: ["CLuaBridge", "LuaKit", "Wire"],
            resources: [.embedInCode("Lua")],
            swiftSettings: settings
        ),
        // The file of facts about all operations, as bytes of the program.
        .target(name: "CCatalog", exclude: ["operations.jsonl"]),
        .target(
            name: "Catalog",
            dependencies: ["CCatalog", "JSON"],
            exclude: ["operations.md"],
            swiftSettings: settings
        ),
        // What a WAV file's bytes say of its audio.
        .target(name: "Audio", swiftSettings: settings),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
        .target(name: "Transfer", dependencies: ["CCurl"], swiftSettings: settings),
        .target(
            name: "Webex",
            dependencies: ["Catalog", "Transfer", "JSON", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings
        ),
        .target(
            name: "ObjectStorage",
            dependencies: ["Transfer", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings
        ),
        .target(
            name: "Journal",
            // GRDBSQLite is SQLite itself as GRDB links it: entries are given to its statements without a box for each value.
            dependencies: [
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Host",
            dependencies: [
                "CLinux", "Wire", "Webex", "ObjectStorage", "Transfer", "Journal", "Catalog", "JSON", "Audio",
                .product(name: "Yams", package: "Yams"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            // The Lua of the plugins that are part of the program.
            resources: [.embedInCode("Plugins/Bundled")],
            swiftSettings: settings
        ),
        // What was counted, as Prometheus reads it.
        .target(
            name: "Exposition",
            dependencies: [.product(name: "CoreMetrics", package: "swift-metrics")],
            swiftSettings: settings
        ),
        .target(
            name: "Schedule",
            dependencies: [
                "CLinux", "Host", "Webex", "Transfer", "Journal", "Catalog", "JSON",
                .product(name: "Yams", package: "Yams"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Simulator",
            dependencies: [
                "Catalog", "JSON", .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .target(
            name: "Commands",
            dependencies: [
                "CLinux", "Host", "Schedule", "Exposition", "Simulator", "Webex", "Transfer", "Journal", "Catalog",
                "JSON",
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ],
            // Definitions of our own modules for editors, and starting points for scripts.
            resources: [.embedInCode("Library")],
            swiftSettings: settings
        ),
        .executableTarget(name: "patchbay", dependencies: ["Commands"], swiftSettings: settings),
        .executableTarget(name: "patchbay-worker", dependencies: ["Worker"], swiftSettings: settings),
        // A child of a test's own that tries what a sealed worker must not do.
        .target(name: "CTestSupport", dependencies: ["CLuaBridge"], path: "Tests/CTestSupport"),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: settings),
        .testTarget(name: "CatalogTests", dependencies: ["Catalog", "JSON", "TestSupport"], swiftSettings: settings),
        // What several test targets share: servers, programs that they run, temporary folders.
        .target(name: "TestSupport", dependencies: ["JSON"], path: "Tests/TestSupport", swiftSettings: settings),
        .testTarget(name: "TransferTests", dependencies: ["Transfer", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "WebexTests",
            dependencies: ["Webex", "Catalog", "Transfer", "JSON", "Simulator", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ObjectStorageTests",
            dependencies: [
                "ObjectStorage", "Transfer", "JSON", "TestSupport", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "JournalTests",
            dependencies: ["Journal", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "HostTests",
            dependencies: ["Host", "Journal", "Catalog", "JSON", "Webex", "Transfer", "Wire", "TestSupport"],
            swiftSettings: settings
        ),
        .testTarget(name: "SimulatorTests", dependencies: ["Simulator", "Catalog", "JSON"], swiftSettings: settings),
        .testTarget(
            name: "ScheduleTests",
            dependencies: [
                "Schedule", "Exposition", "Host", "Webex", "Journal", "JSON", "TestSupport",
                .product(name: "Yams", package: "Yams"),
                .product(name: "Metrics", package: "swift-metrics"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .testTarget(name: "AudioTests", dependencies: ["Audio"], swiftSettings: settings),
        .testTarget(name: "LuaKitTests", dependencies: ["LuaKit"], swiftSettings: settings),
        .testTarget(name: "WireTests", dependencies: ["Wire"], swiftSettings: settings),
        .testTarget(
            name: "WorkerTests",
            dependencies: ["Worker", "LuaKit", "Wire", "JSON", "CLinux", "CTestSupport", "TestSupport"],
            swiftSettings: settings
        ),
        // Runs the programs themselves, which `swift build --build-tests` makes beside the tests.
        .testTarget(name: "CommandsTests", dependencies: ["JSON", "TestSupport"], swiftSettings: settings),
    ]
)
