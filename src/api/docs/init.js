// swagger-ui has a dark theme, which a class on the root element switches on.
const dark = matchMedia("(prefers-color-scheme: dark)");
const paint = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", paint);
paint();

// All answers have the same few headers, so they are collapsed at first.
const foldHeaders = (Headers, { React }) => (props) =>
  React.createElement("details", null, React.createElement("summary", null, "Headers"), React.createElement(Headers, props));

SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#viewer",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: false,
  validatorUrl: null,
  tryItOutEnabled: true,
  plugins: [{ wrapComponents: { headers: foldHeaders } }],
});
