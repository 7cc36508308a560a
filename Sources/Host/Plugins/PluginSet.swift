/// The plugins that are enabled, in the order in which their hooks are called.
package struct PluginSet: Sendable, Equatable {
    package let plugins: [LoadedPlugin]

    package static let none = PluginSet([])

    /// Plugins in their load order.
    package init(_ plugins: [LoadedPlugin]) { self.plugins = plugins }

    /// The plugin of that name; nil where none is enabled.
    package func plugin(_ name: String) -> LoadedPlugin? { plugins.first { $0.manifest.name == name } }
}
