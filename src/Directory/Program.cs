using System.Text.Json.Serialization.Metadata;
using Mfa.Directories;
using Mfa.InternalApi;
using Mfa.ServiceDefaults;

var builder = ServiceHost.CreateBuilder("directory", args, JsonTypeInfoResolver.Combine(DirectoryJson.Default, InternalJson.Default));
builder.AddDirectory();

var app = builder.BuildService();
app.MapDirectory();
await app.RunAsync();
