using System.Text.Json.Serialization.Metadata;
using Mfa.Directories;
using Mfa.Directories.Storage;
using Mfa.InternalApi;
using Mfa.ServiceDefaults;
using Mfa.Storage.Copying;

if (args is [CopyCommand.Word])
{
    var configuration = WebApplication.CreateSlimBuilder().Configuration;
    return await CopyCommand.RunAsync<SqliteDirectoryDb, PostgresDirectoryDb>(
        "directory", configuration.GetConnectionString("directory"), configuration.GetConnectionString("directory-copy"), Console.Out, Console.Error);
}

var builder = ServiceHost.CreateBuilder("directory", args, JsonTypeInfoResolver.Combine(DirectoryJson.Default, InternalJson.Default));
builder.AddDirectory();

var app = builder.BuildService();
app.MapDirectory();
await app.RunAsync();
return 0;
