namespace Mfa.AppHost.Local;

/// <summary>
/// One system a data folder: two Redis servers on one append-only file would ruin it. The claim ends with the process that holds it.
/// </summary>
internal sealed class DataFolderClaim : IDisposable
{
    private readonly FileStream _file;

    private DataFolderClaim(FileStream file) => _file = file;

    public static DataFolderClaim Take(string folder)
    {
        PrivateFile.CreateFolder(folder);
        var file = Path.Combine(folder, "host.lock");
        try
        {
            return new DataFolderClaim(new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None));
        }
        catch (IOException)
        {
            throw new DistributedApplicationException(
                $"Another system runs on {folder}: stop it, or choose another folder with --data DIR.");
        }
    }

    public void Dispose() => _file.Dispose();
}
