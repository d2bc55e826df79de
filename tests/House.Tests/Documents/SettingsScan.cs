using Mfa.House.Tests.Source;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Mfa.House.Tests.Documents;

/// <summary>
/// Every setting that the sources read: <c>configuration[…]</c>, <c>GetValue</c>, <c>GetConnectionString</c>, the children of a section, and classes that
/// a section is bound to. A key that comes in by a parameter is looked for where the method is called.
/// </summary>
internal sealed class SettingsScan(IReadOnlyList<SourceFile> files)
{
    private readonly Constants _constants = new(files);

    public IEnumerable<Setting> All() => files.SelectMany(Of);

    private IEnumerable<Setting> Of(SourceFile file)
    {
        foreach (var access in file.All<ElementAccessExpressionSyntax>().Where(access => IsConfiguration(access.Expression)))
        {
            foreach (var (name, project) in Names(access.ArgumentList.Arguments[0].Expression, file))
                yield return new Setting(name, project, Fallback(access));
        }

        foreach (var call in file.All<InvocationExpressionSyntax>())
        {
            foreach (var setting in Read(call, file))
                yield return setting;
        }
    }

    private IEnumerable<Setting> Read(InvocationExpressionSyntax call, SourceFile file)
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Name: var method, Expression: var on })
            return [];
        var arguments = call.ArgumentList.Arguments;
        return method.Identifier.Text switch
        {
            "GetConnectionString" when arguments.Count == 1 => Names(arguments[0].Expression, file)
                .Select(key => new Setting("ConnectionStrings:" + key.Name, key.Project, Fallback(call))),
            "GetValue" when IsConfiguration(on) => Names(arguments[0].Expression, file)
                .Select(key => new Setting(key.Name, key.Project, arguments.Count > 1 ? Words(arguments[1].Expression) : "–")),
            "GetSection" or "GetRequiredSection" when IsConfiguration(on) => Names(arguments[0].Expression, file)
                .SelectMany(key => Section(key.Name, key.Project, call.Parent as MemberAccessExpressionSyntax)),
            "BindConfiguration" => Names(arguments[0].Expression, file)
                .SelectMany(key => Bound(key.Name, key.Project, TypeArguments(on).FirstOrDefault() ?? throw Unknown(call, file))),
            _ => [],
        };
    }

    private IEnumerable<Setting> Section(string name, string project, MemberAccessExpressionSyntax? then) => then?.Name switch
    {
        GenericNameSyntax { Identifier.Text: "Get" } get => Bound(name, project, get.TypeArgumentList.Arguments[0]),
        { Identifier.Text: "GetChildren" } => [new Setting(name + ":N", project, "–")],
        _ => [new Setting(name, project, "–")],
    };

    /// <summary>The members of a class that a section is bound to.</summary>
    private IEnumerable<Setting> Bound(string section, string project, TypeSyntax type) =>
        from declared in files.SelectMany(file => file.All<TypeDeclarationSyntax>()).Where(declared => declared.Identifier.Text == type.ToString().Split('.')[^1])
        from property in declared.Members.OfType<PropertyDeclarationSyntax>()
        where property.Modifiers.Any(SyntaxKind.PublicKeyword) && property.AccessorList?.Accessors.Any(accessor => !accessor.IsKind(SyntaxKind.GetAccessorDeclaration)) == true
        select new Setting($"{section}:{property.Identifier.Text}", project, property.Initializer is { Value: var value } ? Words(value) : "–");

    /// <summary>What a key may be, and in which project that is said.</summary>
    private IEnumerable<(string Name, string Project)> Names(ExpressionSyntax key, SourceFile file)
    {
        if (_constants.Value(key) is { } value)
            return [(value, ProjectOf(file))];
        var method = key.Ancestors().OfType<MethodDeclarationSyntax>().FirstOrDefault();
        var place = method?.ParameterList.Parameters.IndexOf(parameter => parameter.Identifier.Text == key.ToString()) ?? -1;
        if (place < 0)
            throw Unknown(key, file);
        var isExtension = method!.ParameterList.Parameters[0].Modifiers.Any(SyntaxKind.ThisKeyword);
        return Callers(method.Identifier.Text, file).SelectMany(call =>
            Names(call.Call.ArgumentList.Arguments[isExtension && call.Call.Expression is MemberAccessExpressionSyntax ? place - 1 : place].Expression, call.File));
    }

    private IEnumerable<(InvocationExpressionSyntax Call, SourceFile File)> Callers(string method, SourceFile home) =>
        from file in files
        from call in file.All<InvocationExpressionSyntax>()
        let name = call.Expression is MemberAccessExpressionSyntax access ? access.Name : call.Expression as SimpleNameSyntax
        where name?.Identifier.Text == method && (call.Expression is MemberAccessExpressionSyntax || file == home)
        select (call, file);

    private static bool IsConfiguration(ExpressionSyntax expression) => (expression switch
    {
        IdentifierNameSyntax name => name.Identifier.Text,
        MemberAccessExpressionSyntax access => access.Name.Identifier.Text,
        _ => "",
    }).Equals("configuration", StringComparison.OrdinalIgnoreCase);

    /// <summary>What stands behind <c>??</c>.</summary>
    private static string Fallback(ExpressionSyntax read) => read.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } or && or.Left == read
        ? or.Right is ThrowExpressionSyntax ? "required" : Words(or.Right) : "–";

    private static string Words(ExpressionSyntax value) => value switch
    {
        LiteralExpressionSyntax { RawKind: (int)SyntaxKind.NullLiteralExpression } => "–",
        LiteralExpressionSyntax { Token.Value: string text } => $"`{text}`",
        LiteralExpressionSyntax literal => literal.Token.Text.Replace("_", "", StringComparison.Ordinal),
        InvocationExpressionSyntax { ArgumentList.Arguments: [_, { Expression: LiteralExpressionSyntax { Token.Value: string folder } }] } combine
            when combine.Expression.ToString() == "Path.Combine" => $"`{folder}` beside the program",
        _ => "–",
    };

    private static IEnumerable<TypeSyntax> TypeArguments(ExpressionSyntax on) => on.DescendantNodesAndSelf().OfType<GenericNameSyntax>().SelectMany(name => name.TypeArgumentList.Arguments);

    private static string ProjectOf(SourceFile file) => file.Path.Split('/')[1];

    private static InvalidOperationException Unknown(SyntaxNode node, SourceFile file) => new($"{file.At(node)}: which setting is {node}? Name it by a constant.");
}
