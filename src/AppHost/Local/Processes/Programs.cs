namespace Mfa.AppHost.Local;

/// <summary>Finds programs as a shell would.</summary>
internal static class Programs
{
    public static string Find(string name, string remedy) =>
        Find(name) ?? throw new DistributedApplicationException($"'{name}' is not on this machine's PATH: {remedy}.");

    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
}
