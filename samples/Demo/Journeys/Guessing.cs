using Mfa.Client;

namespace Mfa.Samples.Demo.Journeys;

/// <summary>Somebody who knows the password guesses codes.</summary>
internal sealed class Guessing(Person person)
{
    private const int MostTries = 20;

    public IReadOnlyList<(string, Func<Task<string>>)> Steps => [("guess until it is refused", GuessAsync)];

    private async Task<string> GuessAsync()
    {
        await person.SignInAsync();
        var guessed = await person.App.WrongCodeAsync();
        var first = await Desk.RefusedAsync(422, ProblemCodes.InvalidCode, () => person.ChallengeByAppAsync(ChallengePurposes.SignIn, guessed));
        var challenge = Desk.Given(first.ChallengeId, "challengeId");
        for (var tries = 2; tries <= MostTries; tries++)
        {
            var code = await person.App.WrongCodeAsync();
            try
            {
                await Desk.RefusedAsync(422, ProblemCodes.InvalidCode, () => person.Mfa.Challenges.VerifyAsync(challenge, code));
            }
            catch (MfaProblemException refused) when (refused.Status == 429)
            {
                return $"429 {refused.Code} at try {tries}";
            }
        }

        throw new StepFailedException($"{MostTries} wrong codes were looked at");
    }
}
