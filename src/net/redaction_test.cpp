#include "net/redaction.h"

#include <gtest/gtest.h>

namespace connectory::net {
namespace {

struct Case {
  const char* text;
  const char* shown;
};

std::string body_of(std::string_view text, std::vector<std::string> secrets = {}) {
  return redact({"", {}, std::string(text)}, secrets).body;
}

TEST(Redaction, OfUrls) {
  const Case cases[] = {
      {"https://a.example/v1/orders?page=2&per_page=10", "https://a.example/v1/orders?page=2&per_page=10"},
      {"https://a.example/?api_key=abc&page=2", "https://a.example/?api_key=***&page=2"},
      {"/query?access_token=a&token=b&secret=c&password=d&signature=e&key=f&code=g&sig=h",
       "/query?access_token=***&token=***&secret=***&password=***&signature=***&key=***&code=***&sig=***"},
      {"/?apiKey=abc", "/?apiKey=***"},
      {"/?API-KEY=abc;x=1", "/?API-KEY=***;x=1"},
      {"/?api%5Fkey=abc", "/?api%5Fkey=***"},
      {"/?user[password]=abc", "/?user[password]=***"},
      {"/?X-Amz-Credential=AKIA&X-Amz-Date=1&X-Amz-Signature=f00",
       "/?X-Amz-Credential=***&X-Amz-Date=1&X-Amz-Signature=***"},
      {"/?api_key=", "/?api_key="},
      {"/?api_key", "/?api_key"},
      {"/?page_token=CAUQAA&nextPageToken=x", "/?page_token=CAUQAA&nextPageToken=x"},
      {"/?token_type=bearer&expires_in=3600&keyword=shoes&monkey=1",
       "/?token_type=bearer&expires_in=3600&keyword=shoes&monkey=1"},
      {"https://ann:pa55@a.example/x@y", "https://***@a.example/x@y"},
      {"https://a.example/cb#access_token=abc&state=1", "https://a.example/cb#access_token=***&state=1"},
      {"https://a.example/cb?code=abc#x", "https://a.example/cb?code=***#x"},
      {"/?json=%7B%22ds_id%22%3A%22A%22%2C%22api_key%22%3A%22abc%22%7D", "/?json=***"},
      {"/?json=%7B%22ds_id%22%3A%22A%22%7D", "/?json=%7B%22ds_id%22%3A%22A%22%7D"},
      {"/?redirect=https%3A%2F%2Fb.example%2F%3Ftoken%3Dabc", "/?redirect=***"},
      {"/?redirect=https%3A%2F%2Fb.example%2F%3Fpage%3D1", "/?redirect=https%3A%2F%2Fb.example%2F%3Fpage%3D1"},
      {"", ""},
      {"?", "?"},
      {"://@?#", "://***@?#"},
  };
  for (const Case& one : cases) EXPECT_EQ(redact({one.text, {}, ""}, {}).url, one.shown);
}

TEST(Redaction, OfHeaders) {
  struct Header {
    const char* name;
    const char* value;
    const char* shown;
  };
  const Header cases[] = {
      {"Authorization", "Bearer abc", "Bearer ***"},
      {"authorization", "Basic YTpi", "Basic ***"},
      {"Authorization", "abc", "***"},
      {"Authorization", "my secret words", "***"},
      {"Authorization", "AWS4-HMAC-SHA256 Credential=AKIA/1, Signature=f00", "AWS4-HMAC-SHA256 ***"},
      {"Proxy-Authorization", "Basic YTpi", "Basic ***"},
      {"Cookie", "session=abc; theme=dark", "***"},
      {"Set-Cookie", "session=abc; Path=/", "***"},
      {"X-Api-Key", "abc", "***"},
      {"apikey", "abc", "***"},
      {"X-Auth-Token", "abc", "***"},
      {"X-Shopify-Access-Token", "abc", "***"},
      {"Private-Token", "abc", "***"},
      {"Ocp-Apim-Subscription-Key", "abc", "***"},
      {"X-Hub-Signature", "sha1=abc", "***"},
      {"Idempotency-Key", "abc", "abc"},
      {"Content-Type", "application/json", "application/json"},
      {"Retry-After", "30", "30"},
      {"WWW-Authenticate", "Bearer realm=\"x\"", "Bearer realm=\"x\""},
      {"Location", "https://a.example/next?access_token=abc&page=2", "https://a.example/next?access_token=***&page=2"},
      {"Link", "<https://a.example/?page=2&api_key=abc>; rel=\"next\"",
       "<https://a.example/?page=2&api_key=***; rel=\"next\""},
  };
  for (const Header& one : cases) {
    const Message shown = redact({"", {{one.name, one.value}}, ""}, {});
    EXPECT_EQ(shown.headers.at(0).name, one.name);
    EXPECT_EQ(shown.headers.at(0).value, one.shown) << one.name;
  }
}

TEST(Redaction, OfBodies) {
  const Case cases[] = {
      // JSON
      {R"({"access_token":"abc","token_type":"Bearer","expires_in":3600})",
       R"({"access_token":"***","token_type":"Bearer","expires_in":3600})"},
      {R"({ "refreshToken" : "a\"b" , "x" : 1 })", R"({ "refreshToken" : "***" , "x" : 1 })"},
      {R"({"clientSecret":12345,"password":null,"token":true,"sig":-1.5e3})",
       R"({"clientSecret":"***","password":null,"token":true,"sig":"***"})"},
      {R"({"token":{"value":"abc","parts":["d",{"e":"f"}]},"name":"g"})",
       R"({"token":{"value":"***","parts":["***",{"e":"***"}]},"name":"g"})"},
      {R"({"tokens":["a","b"],"ids":["c"]})", R"({"tokens":["***","***"],"ids":["c"]})"},
      {R"([{"id":1,"api_key":"abc"},{"id":2}])", R"([{"id":1,"api_key":"***"},{"id":2}])"},
      {R"({"acc\u0065ss_token":"abc"})", R"({"acc\u0065ss_token":"***"})"},
      {R"({"next_page_token":"CAUQAA","code":404,"key":"campaign","author":"x"})",
       R"({"next_page_token":"CAUQAA","code":404,"key":"campaign","author":"x"})"},
      {R"({"password":""})", R"({"password":""})"},
      {R"({"note":"token: abc","token":"d"})", R"({"note":"token: abc","token":"***"})"},
      {R"({"a":"{","token":"b","c":"}"})", R"({"a":"{","token":"***","c":"}"})"},
      {R"({"access_token":"abcd)", R"({"access_token":"***)"},  // the rest is missing
      {R"({"access_token":"abcd\)", R"({"access_token":"***)"},
      {"A 5\" pipe:\n{\"token\":\"abc\"}", "A 5\" pipe:\n{\"token\":\"***\"}"},
      {"{\"token\":\"abc\n", "{\"token\":\"\"***\"\n"},
      {"{\"token\":\n\t\"abc\"\n}\n{\"token\":\"def\"}\n", "{\"token\":\n\t\"***\"\n}\n{\"token\":\"***\"}\n"},
      {R"(callback({"token":"abc"}))", R"(callback({"token":"***"}))"},
      {")]}',\n{\"token\":\"abc\"}", ")]}',\n{\"token\":\"***\"}"},
      // forms
      {"grant_type=refresh_token&client_id=a&client_secret=b&refresh_token=c&code=d",
       "grant_type=refresh_token&client_id=a&client_secret=***&refresh_token=***&code=***"},
      {"scope=a b&client_secret=c d\n", "scope=a b&client_secret=***\n"},
      {"API_KEY=abc\nNAME=x", "API_KEY=***\nNAME=x"},
      {"json={\"api_key\":\"abc\"}", "json=***"},
      // XML
      {"<login><user>ann</user><password>abc</password></login>",
       "<login><user>ann</user><password>***</password></login>"},
      {"<wsse:Password Type=\"Text\">abc</wsse:Password>", "<wsse:Password Type=\"Text\">***</wsse:Password>"},
      {"<token><value>a</value><b>c</b></token><d>e</d>", "<token>***</token><d>e</d>"},
      {"<login user=\"ann\" password='abc' api:token = \"d\"/>",
       "<login user=\"ann\" password='***' api:token = \"***\"/>"},
      {"<token/><a>b</a><token></token>", "<token/><a>b</a><token></token>"},
      {"<password>abc", "<password>***"},
      {"a < b and c > d", "a < b and c > d"},
      // neither
      {"", ""},
      {"plain words, nothing to hide", "plain words, nothing to hide"},
  };
  for (const Case& one : cases) EXPECT_EQ(body_of(one.text), one.shown);
}

TEST(Redaction, OfKnownValuesWhereverTheyStand) {
  const std::vector<std::string> secrets = {"s3cr3t/+ \"&", "hush", "hush-hush", "abc", ""};
  const Message shown =
      redact({"https://a.example/hush/x?q=s3cr3t%2F%2B%20%22%26&r=s3cr3t%2f%2b+%22%26",
              {{"X-Info", "by hush-hush"}},
              R"({"a":"s3cr3t/+ \"&","b":"s3cr3t\/+ \"&","c":"<d>s3cr3t/+ &quot;&amp;</d>","abc":"hushhush"})"},
             secrets);
  EXPECT_EQ(shown.url, "https://a.example/***/x?q=***&r=***");
  EXPECT_EQ(shown.headers.at(0).value, "by ***");
  EXPECT_EQ(shown.body, R"({"a":"***","b":"***","c":"<d>***</d>","abc":"******"})");  // three bytes are in every text
}

TEST(Redaction, TakesTimeInProportion) {
  // Each would take minutes if the work grew with the square.
  for (const std::string_view piece : {"<", "<a", "a=", "=\"", "{\"token\":", "[", "\\", "%3F://", "a?b=c://?"}) {
    std::string body;
    while (body.size() < 2'000'000) body += piece;
    EXPECT_LE(body_of(body, {"hush"}).size(), 4 * body.size());
    EXPECT_LE(redact({body, {{"Location", body}}, ""}, {}).url.size(), 2 * body.size());
  }
}

}  // namespace
}  // namespace connectory::net
