using System.Globalization;
using Mfa.AppHost.Local;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One database of a server, and the user who owns it and nothing else.</summary>
/// <param name="database">Also its owner's name.</param>
internal sealed class PostgresDatabaseResource(string name, string database, PostgresServerResource server) : Resource(name)
{
    public string DatabaseName => database;

    public override Resource Home => server;

    public override string ConnectionString => string.Create(CultureInfo.InvariantCulture, $"{server.AddressOf(database)};Database={database}");

    /// <exception cref="NotSupportedException">Always: it is no process.</exception>
    public override Command Command() => throw new NotSupportedException($"{Name} lives in {server.Name}.");
}
